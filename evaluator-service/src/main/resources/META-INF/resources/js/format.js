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

export const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** The protocol of a score in one line, the classifier's SHA-256 shortened to so many digits. */
export function protocol(p, digits = 64) {
  const bias = p.logitsBias == null ? 'bias of the logits not known'
    : `logits ${p.logitsBias ? 'with' : 'without'} bias`;
  return `Inception score: ${p.classifierName} (SHA-256 ${p.classifierSha256.slice(0, digits)}), ${bias}, `
    + `${whole(p.samples)} images, ${p.order}${p.order === 'generated' ? `, seed ${p.seed}` : ''}, ${p.quantisation}, `
    + `${p.splits} splits, deviation over them with ddof ${p.ddof}`;
}

/** The protocol of a distance in one line. */
export function fidProtocol(fid, p) {
  return `Fréchet distance of the features of ${p.classifierName} (SHA-256 ${p.classifierSha256}): `
    + `${whole(p.samples)} images, ${p.order}, seed ${p.seed}, ${p.quantisation}, to the first `
    + `${whole(fid.referenceSamples)} real test images (${fid.referenceId}); covariances with ddof 1`;
}

/** What a human error rate counts. */
export const humanProtocol = (human) => 'Wrong answers of all answers about this checkpoint: '
  + `${whole(human.judgements)} answers of ${whole(human.raters)} raters, studies: ${human.studies}; `
  + '50 % means that people cannot tell';
