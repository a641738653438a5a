// How good a new password is, while it is typed. The hub judges; the same rule holds when it is sent.
import { post } from "./ask";

const PAUSE_MS = 500;

export function showStrength(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-strength]")) {
    const says = document.querySelector<HTMLElement>("[data-strength-says]");
    let pause = 0;
    input.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(() => void judge(input, says), PAUSE_MS);
    });
  }
}

async function judge(input: HTMLInputElement, says: HTMLElement | null): Promise<void> {
  const typed = input.value;
  if (!says || !typed) return;
  const judged = await post(input.dataset.strength ?? "", { new_password: typed }).catch(() => undefined);
  // What was typed in the meantime is judged by its own answer.
  if (!judged || input.value !== typed) return;
  says.textContent = String(judged.says);
  says.className = judged.good === true ? "good" : "hint";
}

export function showPasswords(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("input[data-show-password]")) {
    const label = box.closest<HTMLElement>("label");
    if (label) label.hidden = false;
    const input = document.querySelector<HTMLInputElement>(`#${box.dataset.showPassword}`);
    box.addEventListener("change", () => input?.setAttribute("type", box.checked ? "text" : "password"));
  }
}
