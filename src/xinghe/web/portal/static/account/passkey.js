// Joins a button to allauth's passkey ceremony: data-passkey says which, the other attributes where its answer goes.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-passkey]")) {
    const { passkey, credential, passwordless } = button.dataset;
    const data = document.getElementById("js_data") ? "js_data" : undefined;
    window.allauth.webauthn.forms[`${passkey}Form`]({
      ids: { [passkey]: button.id, credential, passwordless, data },
    });
  }
});

// A passkey that was refused, cancelled or too slow is said in words, where the person is looking.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.querySelector("[data-passkey-failed]");
  if (!words) return;
  words.hidden = false;
  words.scrollIntoView({ block: "nearest" });
});
