/**
 * The peer of `web.open`: the WebCrypto calls that one typed message cannot do without, on inputs of the true sizes, with
 * nothing encoded, parsed, folded or kept. Five HMACs (RFC 9420 §9.1, §6.3.2), two AES-128-GCM openings (§6.3), the Ed25519
 * signatures of MLS and of the envelope, three SHA-256 (frame, head, chain). Each symmetric key is new, so importing it belongs to it.
 */
const bytes = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length));
const HMAC = { name: "HMAC", hash: "SHA-256" };

interface Raw {
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly content: ArrayBuffer;
  readonly senderData: ArrayBuffer;
}

export interface Peer {
  /** Opens as many messages; ms for all. */
  open(messages: number): Promise<number>;
}

export async function peer(paddedBytes: number): Promise<Peer> {
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  const signed = bytes(paddedBytes);
  const signature = await crypto.subtle.sign("Ed25519", pair.privateKey, signed);
  const info = bytes(24);
  const nonce = bytes(12);
  const aad = bytes(43);

  const aes = (key: Uint8Array<ArrayBuffer>, use: KeyUsage) =>
    crypto.subtle.importKey("raw", key.slice(0, 16), "AES-GCM", false, [use]);
  const hmac = async (key: Uint8Array<ArrayBuffer>) =>
    crypto.subtle.sign("HMAC", await crypto.subtle.importKey("raw", key, HMAC, false, ["sign"]), info);
  const seal = async (key: Uint8Array<ArrayBuffer>, length: number) =>
    crypto.subtle.encrypt(
      { name: "AES-GCM", iv: nonce, additionalData: aad },
      await aes(key, "encrypt"),
      bytes(length),
    );
  const unseal = async (key: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer) =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: aad }, await aes(key, "decrypt"), sealed);

  const one = async ({ secret, content, senderData }: Raw): Promise<void> => {
    for (let i = 0; i < 5; i++) await hmac(secret);
    await unseal(secret, senderData);
    const opened = await unseal(secret, content);
    for (let i = 0; i < 2; i++)
      if (!(await crypto.subtle.verify("Ed25519", pair.publicKey, signature, signed))) throw new Error("not verified");
    for (let i = 0; i < 3; i++) await crypto.subtle.digest("SHA-256", opened);
  };
  return {
    async open(messages) {
      const secret = bytes(32);
      const raw: Raw = { secret, content: await seal(secret, paddedBytes), senderData: await seal(secret, 12) };
      const began = performance.now();
      for (let i = 0; i < messages; i++) await one(raw);
      return performance.now() - began;
    },
  };
}
