import { useEffect, useRef, useState } from "preact/hooks";
import { readCode } from "../../parts/read-code.ts";

/** Frames are looked at this often, ms: a cheap phone needs the rest to draw. */
const LOOK_MS = 200;

export type CameraState = "asking" | "looking" | "none";

/** The camera at the back, and what it reads first. It is let go when the screen closes, and when something was read. */
export function useCamera(wanted: boolean, onRead: (text: string) => void) {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>("asking");
  const read = useRef(onRead);
  read.current = onRead;
  useEffect(() => {
    if (!wanted) return;
    let stream: MediaStream | null = null;
    let timer: ReturnType<typeof setTimeout> | null = null;
    let gone = false;
    const stop = () => {
      gone = true;
      if (timer !== null) clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = () => {
      const frame = video.current;
      const text = frame === null ? null : readCode(frame, frame.videoWidth, frame.videoHeight);
      if (gone) return;
      if (text === null) timer = setTimeout(look, LOOK_MS);
      else {
        stop();
        read.current(text);
      }
    };
    const begin = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      if (gone || video.current === null) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      setState("looking");
      look();
    };
    // A page without a secure address has no `mediaDevices` at all.
    begin().catch(() => gone || setState("none"));
    return stop;
  }, [wanted]);
  return { video, state };
}
