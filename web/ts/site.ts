// The citizens' pages work without scripts. This makes them quicker: conditions apply at once, the place can be found, pages print.
import { applyAtOnce } from "./search/apply";
import { offerLocation } from "./search/location";

document.documentElement.classList.add("js");

const form = document.querySelector<HTMLFormElement>("form[data-live]");
if (form) {
  applyAtOnce(form);
  offerLocation(form);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
