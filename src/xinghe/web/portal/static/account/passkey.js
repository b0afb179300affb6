// A passkey that was refused, cancelled or too slow is said in words, where the person is looking.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const words = document.querySelector("[data-passkey-failed]");
  if (!words) return;
  words.hidden = false;
  words.scrollIntoView({ block: "nearest" });
});
