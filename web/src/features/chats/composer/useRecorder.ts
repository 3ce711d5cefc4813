import { useEffect, useRef, useState } from 'react';

/** The forms that browsers record; the server converts what a network does not take. */
const FORMS = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'];
const LONGEST_MS = 15 * 60_000;

export type RecorderState = 'idle' | 'recording' | 'refused';

/** Records the microphone. The browser asks for permission when it starts. */
export function useRecorder(onDone: (file: File) => void) {
  const [state, setState] = useState<RecorderState>('idle');
  const [startedAt, setStartedAt] = useState(0);
  const recorder = useRef<MediaRecorder | null>(null);
  const isWanted = useRef(false);
  // Which message it answers may change while it is recorded.
  const latest = useRef(onDone);
  useEffect(() => {
    latest.current = onDone;
  });

  const stop = (keeps: boolean) => {
    isWanted.current = keeps;
    if (recorder.current?.state === 'recording') recorder.current.stop();
  };
  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const mimeType = FORMS.find(one => MediaRecorder.isTypeSupported(one));
      const made = new MediaRecorder(stream, mimeType ? { mimeType } : {});
      const parts: Blob[] = [];
      made.ondataavailable = event => parts.push(event.data);
      made.onstop = () => {
        for (const track of stream.getTracks()) track.stop();
        recorder.current = null;
        setState('idle');
        if (isWanted.current) latest.current(fileOf(parts, made.mimeType));
      };
      recorder.current = made;
      made.start();
      setStartedAt(Date.now());
      setState('recording');
    } catch {
      setState('refused');
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another chat is opened: nothing is sent
  useEffect(() => () => stop(false), []);
  useEffect(() => {
    if (state !== 'recording') return;
    const timer = setTimeout(() => recorder.current?.stop(), LONGEST_MS);
    isWanted.current = true;
    return () => clearTimeout(timer);
  }, [state]);
  return { state, startedAt, start: () => void start(), stop };
}

function fileOf(parts: Blob[], form: string): File {
  const type = form.split(';')[0] || 'audio/webm';
  return new File(parts, `voice.${type.split('/')[1]}`, { type });
}
