// Passkeys: the browser makes and uses them, the hub checks them.
import { post, Refusal } from "./ask";

export function offerPasskeys(): void {
  if (!("PublicKeyCredential" in window)) return;
  for (const part of document.querySelectorAll<HTMLElement>("[data-passkey-only]")) part.hidden = false;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-passkey]")) {
    button.addEventListener("click", () => void use(button));
  }
}

async function use(button: HTMLButtonElement): Promise<void> {
  const { passkey, ask, answer, back = "", name } = button.dataset;
  const error = button.closest("section, div.stack")?.querySelector<HTMLElement>("[data-passkey-error]");
  if (error) error.textContent = "";
  button.setAttribute("aria-busy", "true");
  try {
    const asked = await post(ask ?? "", {});
    const { publicKey } = asked.options as { publicKey: Json };
    const credential = passkey === "create" ? await made(publicKey) : await shown(publicKey);
    const shared = document.querySelector<HTMLInputElement>("input[name=own_device]")?.checked !== true;
    const typed = name ? document.querySelector<HTMLInputElement>(`#${name}`)?.value : "";
    const { to } = await post(answer ?? "", { id: asked.id, credential, shared, back, name: typed });
    location.assign(String(to));
  } catch (cause) {
    // Whoever pressed "cancel" knows it; everything else is told.
    if (error) error.textContent = (cause instanceof Refusal && cause.message) || error.dataset.words || "";
  } finally {
    button.removeAttribute("aria-busy");
  }
}

type Json = Record<string, any>;

async function made(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(named),
  } as PublicKeyCredentialCreationOptions;
  const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    ...described(credential),
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function shown(options: Json): Promise<Json> {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(named),
  } as PublicKeyCredentialRequestOptions;
  const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    ...described(credential),
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  };
}

function described(credential: PublicKeyCredential): Json {
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, extensions: {} };
}

function named(descriptor: Json): PublicKeyCredentialDescriptor {
  return { ...descriptor, id: bytes(descriptor.id) } as PublicKeyCredentialDescriptor;
}

/** base64url, as the hub writes bytes. */
function bytes(text: string): ArrayBuffer {
  const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0)).buffer;
}

function text(bytes: ArrayBuffer): string {
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
