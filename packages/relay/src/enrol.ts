import { decodeBase64, EnrolmentSchema, parseWire, RELAY_ID, SessionRequestSchema } from "@vado/protocol";
import { json } from "./append.ts";
import { readBody } from "./body.ts";
import { fromStore, type RelayContext } from "./context.ts";
import { logEvent } from "./events.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";

/** `PUT /v1/devices/:id`, signed by an admitted account: enrols or renews a device's key. 201 new, 200 renewed. */
export async function enrolDevice(context: RelayContext, request: Request, id: string): Promise<Response | Refusal> {
  const { authenticator, limits } = context;
  if (!RELAY_ID.test(id)) return refuse("bad-id");
  const signer = await authenticator.account(request, context.accountRate);
  if (isRefusal(signer)) return signer;
  const signed = await signedText(context, request);
  if (isRefusal(signed)) return signed;
  const body = parseWire(EnrolmentSchema, signed.text);
  if (body === undefined) return refuse("bad-body");
  const publicKey = decodeBase64(body.publicKey);
  if (publicKey?.length !== 32) return refuse("bad-body");
  const now = authenticator.now();
  if (body.expiresAt <= now || body.expiresAt > now + limits.deviceLifetimeMsMax) return refuse("bad-expiry");
  const outcome = await fromStore(context, "device", async () => {
    const put = await context.devices.put({ id, publicKey, account: signer.account, expiresAt: body.expiresAt });
    return typeof put === "string" ? { put } : put;
  });
  if (isRefusal(outcome)) return outcome;
  logEvent(context.log, "device-enrolled", { renewed: outcome.put === "renewed" });
  return json(outcome.put === "new" ? 201 : 200, `{"expiresAt":${body.expiresAt}}`);
}

/** `POST /v1/session`, signed by the device's own key: agrees on a MAC key for the next minutes. */
export async function openSession(context: RelayContext, request: Request): Promise<Response | Refusal> {
  // A session must not be opened by a session, or it would never have to end: the key itself signs.
  if (!(request.headers.get("signature-input") ?? "").includes(`;alg="ed25519"`)) return refuse("signature-missing");
  const device = await context.authenticator.device(request, "write", context.readRate);
  if (isRefusal(device)) return device;
  const signed = await signedText(context, request);
  if (isRefusal(signed)) return signed;
  const theirs = decodeBase64(parseWire(SessionRequestSchema, signed.text)?.publicKey ?? "");
  if (theirs?.length !== 32) return refuse("bad-body");
  try {
    return json(201, JSON.stringify(await context.sessions.open(device, theirs, context.authenticator.now())));
  } catch {
    // The one way to fail: a public key of low order gives the all-zero secret (RFC 7748 §6.1).
    return refuse("bad-body");
  }
}

/** Reads the body and checks its digest; only then is it worth parsing: unsigned bytes never meet a parser. */
async function signedText(context: RelayContext, request: Request): Promise<{ readonly text: string } | Refusal> {
  const body = await readBody(request, context.limits.smallBodyBytesMax);
  if (isRefusal(body)) return body;
  if (!(await context.authenticator.digestHolds(request, body))) return refuse("digest-wrong");
  return { text: new TextDecoder().decode(body) };
}
