// What somebody is writing (書きかけ): kept at the hub, never in the browser, and filled in again when he is back.
import { ask, post } from "./ask";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Fills in what was kept, and answers how to keep what is written now. */
export function keepDrafts(): () => Promise<void> {
  if (!document.body.dataset.session || document.body.dataset.locked !== undefined) return async () => {};
  const drafts = Array.from(document.querySelectorAll<HTMLFormElement>("form[data-draft]"), (form) => new Draft(form));
  for (const draft of drafts) void draft.restore();
  return async () => {
    await Promise.allSettled(drafts.map((draft) => draft.keep()));
  };
}

class Draft {
  private kept: string;

  constructor(private readonly form: HTMLFormElement) {
    this.kept = JSON.stringify(this.written());
  }

  private get path(): string {
    return new URL(this.form.action, location.href).pathname;
  }

  private fields(): Field[] {
    const all = this.form.querySelectorAll<Field>("input[name], textarea[name], select[name]");
    return Array.from(all).filter((field) => !["hidden", "password", "file", "submit"].includes(field.type));
  }

  private written(): [string, string][] {
    const isOn = (field: Field) => !(field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) || (field as HTMLInputElement).checked;
    return this.fields().filter(isOn).map((field) => [field.name, field.value]);
  }

  /** Only what was changed since. */
  async keep(): Promise<void> {
    const fields = this.written();
    const now = JSON.stringify(fields);
    if (now === this.kept) return;
    await post("/session/form", { path: this.path, fields });
    this.kept = now;
  }

  async restore(): Promise<void> {
    const answer = await ask("GET", `/session/form?path=${encodeURIComponent(this.path)}`);
    const { fields } = (await answer.json()) as { fields: [string, string][] | null };
    if (!answer.ok || !fields) return;
    const left = [...fields];
    for (const field of this.fields()) {
      const at = left.findIndex(([name, value]) => name === field.name && (!isBox(field) || value === field.value));
      if (isBox(field)) field.checked = at >= 0;
      else if (at >= 0) field.value = left[at]?.[1] ?? "";
      if (at >= 0) left.splice(at, 1);
    }
  }
}

function isBox(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type);
}
