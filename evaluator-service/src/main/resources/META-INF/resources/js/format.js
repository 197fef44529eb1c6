// Numbers and times as people read them.

const WHOLE = new Intl.NumberFormat('en', {maximumFractionDigits: 0});

export const score = (value) => value.toFixed(value < 100 ? 2 : 1);

export const whole = (value) => WHOLE.format(value);

export function duration(seconds) {
  if (seconds < 9.95) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 90) {
    return `${Math.round(seconds)} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export const clock = (instant) => new Date(instant).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'});

export function moment(instant) {
  const date = new Date(instant);
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString([], today ? {timeStyle: 'medium'} : {dateStyle: 'medium', timeStyle: 'short'});
}

/** The protocol of a score in one line. */
export function protocol(p) {
  return `${whole(p.samples)} images, ${p.splits} splits, ${p.order}${p.order === 'generated' ? `, seed ${p.seed}` : ''}, `
    + `${p.quantisation}, ${p.classifierName} ${p.classifierSha256.slice(0, 12)}`;
}
