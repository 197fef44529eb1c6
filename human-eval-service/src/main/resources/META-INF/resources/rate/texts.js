// What the page says: of a study before it begins, of a session that has ended, of what was refused.

import { $, create, only, say, show } from './dom.js';

const SECONDS_PER_IMAGE = 5;
const IDENTITY = {
  link: 'A random number in a cookie keeps your answers together. The cookie is used for nothing else.',
  mturk: 'Your worker id keeps you from doing the same study twice. We store no more of it than a keyed hash, and the '
    + 'id of this assignment.',
  prolific: 'Your participant id keeps you from doing the same study twice. We store no more of it than a keyed hash, '
    + 'and the id of this submission.',
};
const REFUSED = {
  full: 'No place is left', 'taken-part': 'You have taken part already', paused: 'This study is paused',
  closed: 'This study is closed', expired: 'The time is over',
  unknown: 'There is nothing here',
};
const ENDED = {
  finished: ['All done', 'Your answers are saved: thank you.'],
  withdrawn: ['You have withdrawn', 'All answers of your session are deleted.'],
  disqualified: ['Thank you for trying', 'Too many answers of the qualification were wrong, so this study ends here '
    + 'for you.'],
  abandoned: ['Welcome back', 'There was no answer for a long time, so your place may have been given away. The answers '
    + 'that you had sent are kept.'],
};

const plural = (n, one) => n === 1 ? `1 ${one}` : `${n} ${one}s`;

/** Shows what a study asks and what happens with the answers. `begun`: whether its rater is in the middle of it. */
export function consent(study, preview, begun) {
  const { images, practice, qualification, minutes, payment } = study;
  const money = amount => `${payment.currency} ${Number(amount).toFixed(2)}`;
  $('what').textContent = study.mode === 'grid'
    ? 'Each page shows many small images: tick those that you think a computer made.'
    : 'You see one image at a time and say whether it is real or generated.';
  $('rules').replaceChildren(...[
    `You will judge ${plural(images, 'image')}. At ${SECONDS_PER_IMAGE} seconds an image this takes about `
      + `${plural(Math.ceil(images * SECONDS_PER_IMAGE / 60), 'minute')}. You can take a break; a session that stands `
      + `still for more than ${plural(minutes, 'minute')} ends.`,
    practice && `The first ${plural(practice, 'image')} are practice and do not count: you learn which were which.`,
    qualification && `The next ${plural(qualification, 'image')} are a qualification: with too many wrong answers the `
      + 'study ends there.',
    study.exposure && 'Images may be shown for a moment only, one look at each. Then they are covered, and you answer.',
    study.feedback === null ? 'You are put into a group by chance; some groups learn after each page which images '
      + 'were which, some do not.' : study.feedback ? 'When you have sent your answers you learn which images were which.'
      : 'You are not told which images were which.',
    payment ? `A finished session is paid with ${money(payment.base)}`
      + (Number(payment.perCorrect) ? `, and ${money(payment.perCorrect)} more for each right answer that counts.` : '.')
      : 'Nothing is paid.',
  ].filter(Boolean).map(textContent => create('li', { textContent })));
  $('identity').textContent = IDENTITY[study.platform];
  $('contact').textContent = study.contact ? `This study is run by ${study.contact}.`
    : 'Whoever gave you this address runs the study.';
  $('preview').hidden = !preview;
  $('start').hidden = preview;
  $('start').textContent = begun ? 'Continue' : 'I agree, start';
  show('consent');
}

/** Shows how a session ended and how it is handed back. */
export function finish({ state, completion }) {
  const [title, text] = ENDED[state];
  const abandoned = state === 'abandoned';
  const { kind, code, url, fields, again, message } = abandoned ? { again: true } : completion;
  const address = /^https?:/.test(url ?? '') ? url : null;
  $('finish-title').textContent = title;
  $('finish-text').textContent = message || text;
  $('code').textContent = code ?? '';
  $('copy').textContent = 'Copy';
  $('again').textContent = abandoned ? 'Go on' : 'Judge more images';
  const way = kind?.toLowerCase();
  if (address && way === 'redirect') {
    $('return').href = address;
    $('return').textContent = `Finish on ${new URL(address).host}`;
  }
  if (address && way === 'post') {
    $('submit').action = address;
    $('submit').querySelectorAll('input').forEach(field => field.remove());
    $('submit').append(...Object.entries(fields).map(([name, value]) =>
      create('input', { type: 'hidden', name, value })));
  }
  only([code && 'code-part', address && { redirect: 'return', post: 'submit' }[way], again && 'again'],
    ['code-part', 'return', 'submit', 'again']);
  show('finish');
  $('finish-title').focus();
}

/** Shows a title, a sentence and a button (null: none). */
export function notice(title, text, button) {
  $('notice-title').textContent = title;
  $('notice-text').textContent = text;
  $('onward').textContent = button;
  $('onward').hidden = !button;
  show('notice');
  $('notice-title').focus();
  say(`${title}. ${text}`);
}

export const refusal = code => REFUSED[code] ?? 'Sorry';

$('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText($('code').textContent);
    $('copy').textContent = 'Copied';
    say('Copied');
  } catch {
    getSelection().selectAllChildren($('code')); // not allowed here: the rater copies what is selected
  }
});
