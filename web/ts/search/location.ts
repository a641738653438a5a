import { address } from "./apply";

/**
 * Shows the button "sort by distance from where I am". The place is rounded to a thousandth of a degree, about 100 m,
 * before it leaves the device.
 */
export function offerLocation(form: HTMLFormElement): void {
  const button = document.querySelector<HTMLButtonElement>("button[data-locate]");
  const latitude = document.querySelector<HTMLInputElement>("input[data-latitude]");
  const longitude = document.querySelector<HTMLInputElement>("input[data-longitude]");
  const live = document.getElementById("live");
  if (!button || !latitude || !longitude || !("geolocation" in navigator)) return;

  const say = (words: string | undefined) => {
    if (live) live.textContent = words ?? "";
  };
  const found = ({ coords }: GeolocationPosition) => {
    latitude.value = coords.latitude.toFixed(3);
    longitude.value = coords.longitude.toFixed(3);
    const near = document.querySelector<HTMLInputElement>("input[data-near]");
    if (near) near.value = "";
    location.assign(address(form));
  };
  const refused = () => {
    button.disabled = false;
    say(button.dataset.refused);
    const message = document.querySelector<HTMLElement>("[data-locate-message]");
    if (message) message.textContent = button.dataset.refused ?? "";
  };

  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    say(button.dataset.locating);
    navigator.geolocation.getCurrentPosition(found, refused, { maximumAge: 300_000, timeout: 15_000 });
  });
}
