// Behaviour is attached to data- attributes: a page works without any of it.
import "./app.scss";
import "./css/tokens.css";
import "./css/base.css";
import "./css/controls.css";
import "./css/table.css";
import "./css/records.css";
import "./css/parts.css";
import "./css/story.css";
import "./css/ways.css";
import "./css/evidence.css";
import "./css/attachments.css";
import "./css/applications.css";
import "./css/calls.css";
import "./css/decisions.css";
import "./css/award.css";
import "./css/notices.css";
import "./css/lineage.css";
import "./css/messages.css";
import "./css/workbench.css";
import "./css/faces.css";
import "./css/scoring.css";
import "./css/sitting.css";
import "./css/folding.css";
import "./css/print.css";
import "./js/htmx.js";
import "./js/disclosures.js";
import "./js/keys.js";
import "./js/preferences.js";
import { attachApplications } from "./js/application.js";
import { attachClocks } from "./js/clock.js";
import { attachDrafts } from "./js/draft.js";
import { attachDrops } from "./js/drop.js";
import { attachEvidence } from "./js/evidence.js";
import { attachFilters } from "./js/filters.js";
import { attachForms } from "./js/forms.js";
import { attachNotices } from "./js/notices.js";
import { attachOrders } from "./js/order.js";
import { attachScores } from "./js/score.js";
import { attachTicks } from "./js/select.js";
import { attachSums } from "./js/sums.js";
import { attachUploads } from "./js/upload.js";

function attach(root) {
  // Before drafts: what is restored needs its rows.
  attachApplications(root);
  attachClocks(root);
  attachDrafts(root);
  attachDrops(root);
  attachEvidence(root);
  attachFilters(root);
  attachForms(root);
  attachNotices(root);
  attachOrders(root);
  attachScores(root);
  attachSums(root);
  attachTicks();
  attachUploads(root);
}

attach(document);
document.addEventListener("htmx:load", (event) => event.target !== document.body && attach(event.target));

const sky = document.querySelector("[data-galaxy]");
if (sky) import("./js/galaxy.js").then(({ shine }) => shine(sky));
