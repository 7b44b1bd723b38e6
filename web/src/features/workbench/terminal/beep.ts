/** The terminal's bell as a sound; the content policy lets no sound files in, and none is needed. */

const HERTZ = 660;
const SECONDS = 0.12;
let sound: AudioContext | null = null;

export function beep(): void {
  sound ??= new AudioContext();
  const tone = sound.createOscillator();
  const volume = sound.createGain();
  tone.frequency.value = HERTZ;
  volume.gain.setValueAtTime(0.08, sound.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + SECONDS);
  tone.connect(volume).connect(sound.destination);
  tone.start();
  tone.stop(sound.currentTime + SECONDS);
}
