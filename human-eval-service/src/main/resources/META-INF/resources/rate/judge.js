// One page of images: shows it, takes the answers, shows what was true. Many images are a grid to be ticked, one image
// or none (an attention check) is answered by two buttons.

import { $, clicked, create, only, say, show } from './dom.js';
import { expose } from './exposure.js';
import { fit, load, mask } from './images.js';
import { keep, kept } from './memory.js';

const CONTROLS = ['reveal', 'choices', 'send', 'next'];
const KINDS = { practice: 'Practice', qualification: 'Qualification' };
const KEYS = { ArrowLeft: 'real', r: 'real', R: 'real', ArrowRight: 'generated', g: 'generated', G: 'generated' };

let page = null; // the one that is shown, or will be when its images have come
let built = null; // token of the page whose images are on the stage
let boxes = []; // of a grid
let across = 1; // columns of the grid
let since = 0; // when its images appeared
let before = 0; // milliseconds that it was shown before the page was reloaded
let take = null; // takes the answers; null while there is nothing to answer

const isGrid = () => page.images.length > 1;
const hovers = () => matchMedia('(hover: hover)').matches; // most likely there is a keyboard too
const exposes = () => page.exposureMillis > 0 && page.images.length > 0;

/**
 * Shows a page and resolves with its answers.
 *
 * @param flowing whether the rater is at it, so that images of limited exposure need no "Show"
 */
export async function ask(next, session, flowing) {
  page = next;
  take = null;
  const mine = page;
  const images = page.exposed ? [] : await Promise.all(page.images.map(load));
  if (page !== mine) return new Promise(() => {}); // the rater has gone elsewhere meanwhile
  build(images);
  header(session);
  $('task').textContent = page.instruction ?? (isGrid()
    ? exposes() ? 'Tick the images that were generated' : 'Tick the generated images'
    : `${exposes() ? 'Was' : 'Is'} this image real or generated?`);
  $('hint').textContent = hint();
  only([], CONTROLS);
  show('judge');
  size();
  scrollTo(0, 0);
  if (!flowing || isGrid() || page.instruction) $('task').focus({ preventScroll: true });
  since = performance.now();
  if (exposes() && !page.exposed) await uncover(mine, flowing);
  if (page !== mine) return new Promise(() => {});
  return new Promise(resolve => {
    take = resolve;
    only([isGrid() ? 'send' : 'choices'], CONTROLS);
    if (isGrid()) {
      $('send').disabled = false;
      count();
      boxes[0].focus({ preventScroll: true });
    } else {
      say(page.instruction ?? `${session.done + 1} of ${session.of}`);
    }
  });
}

async function uncover(mine, flowing) {
  if (!flowing || isGrid()) {
    $('reveal').textContent = isGrid() ? 'Show the images' : 'Show the image';
    only(['reveal'], CONTROLS);
    const click = clicked('reveal');
    $('reveal').focus({ preventScroll: true });
    await click;
    if (page !== mine) return;
    only([], CONTROLS);
  }
  since = await expose($('stage'), page);
}

/** Shows what was true, or only that the answers are locked, until the rater goes on. */
export async function tell(locked, result, session) {
  page = locked;
  take = null;
  if (built !== page.token) {
    const images = exposes() ? [] : await Promise.all(page.images.map(load));
    if (page !== locked) return new Promise(() => {});
    build(images);
    show('judge');
    size();
  }
  header(session);
  $('hint').textContent = hovers() ? 'Enter goes on.' : '';
  $('confirm').textContent = '';
  $('stage').classList.add('locked');
  $('task').textContent = result ? outcome(result) : 'Your answers on this page are saved and cannot be changed';
  boxes.forEach(box => box.disabled = true);
  if (result) reveal(result);
  only(['next'], CONTROLS);
  const click = clicked('next');
  say($('task').textContent);
  $('next').focus({ preventScroll: true });
  scrollTo(0, 0);
  await click;
}

function build(images) {
  built = page.token;
  const saved = kept(page.token) ?? {};
  const number = i => `image ${i + 1} of ${page.images.length}`;
  before = saved.millis ?? 0;
  boxes = isGrid() ? page.images.map((_, i) => {
    const box = create('input', { type: 'checkbox', checked: saved.generated?.[i] ?? false, tabIndex: i ? -1 : 0 });
    box.setAttribute('aria-label', number(i));
    return box;
  }) : [];
  $('stage').replaceChildren(...page.images.map((_, i) => {
    const cell = create(isGrid() ? 'label' : 'div', { className: 'cell' }, ...boxes.slice(i, i + 1));
    const picture = create('span', { className: 'picture' }, ...images.slice(i, i + 1));
    if (exposes()) picture.append(mask(page));
    if (!isGrid()) images[i]?.setAttribute('alt', 'the image to judge');
    cell.append(picture);
    return cell;
  }));
  $('stage').className = isGrid() ? 'grid' : 'single';
  $('stage').dataset.phase = exposes() ? page.exposed ? 'covered' : 'cross' : 'shown';
}

function header(session) {
  $('kind').textContent = KINDS[page.kind] ?? '';
  $('count').textContent = `${session.done} of ${session.of} done`;
  $('bar').max = session.of;
  $('bar').value = session.done;
}

function hint() {
  return [
    page.exposed ? 'The images were shown already; answer as well as you can.' : '',
    page.kind === 'practice' ? 'Practice does not count.' : '',
    isGrid() ? 'What you leave out counts as real.' : '',
    !hovers() ? '' : isGrid() ? 'Keys: arrows move, space ticks, Enter sends.'
      : 'Keys: ← or R for real, → or G for generated.',
  ].join(' ').trim();
}

/** Sizes what is shown to the window; called again when the window changes. */
export function size() {
  if (page && !$('judge').hidden && page.images.length) across = fit($('stage'), page, page.images.length);
}

const ticks = () => boxes.map(box => box.checked);
const spent = () => Math.round(before + performance.now() - since);

function count() {
  const generated = ticks().filter(Boolean).length;
  $('send').textContent = `Send: ${generated} generated, ${boxes.length - generated} real`;
  $('confirm').textContent = '';
}

function answer(generated, millis) {
  const give = take;
  take = null;
  give({ generated, millis });
}

function sendGrid() {
  if (!take || !isGrid()) return;
  if (!ticks().includes(true) && !$('confirm').textContent) {
    $('confirm').textContent = 'You have ticked none. Send again if you think that all are real.';
    return;
  }
  $('send').disabled = true;
  // Nobody can say when an image of a grid was judged: each gets the same share of the page's time.
  answer(ticks(), Array(boxes.length).fill(Math.round(spent() / boxes.length)));
}

function choose(id) {
  if (!take || isGrid()) return;
  answer([id === 'generated'], [spent()]);
}

function outcome({ judgements, wrong }) {
  if (!isGrid()) return `${wrong ? 'Wrong' : 'Right'}: this image is ${judgements[0].generated ? 'generated' : 'real'}`;
  return `You were right about ${judgements.length - wrong} of ${judgements.length}`;
}

function reveal({ judgements }) {
  const missed = (kind, judged = judgements.filter(j => j.generated === kind)) =>
    `${judged.filter(j => j.judgedGenerated !== kind).length} of ${judged.length}`;
  if (isGrid()) {
    $('hint').textContent =
      `${missed(true)} generated images you took for real; ${missed(false)} real ones for generated.`;
  }
  for (const { position, generated, judgedGenerated } of judgements) {
    const right = generated === judgedGenerated;
    const cell = $('stage').children[position];
    const name = is => is ? 'generated' : 'real';
    cell.classList.add(right ? 'right' : 'wrong');
    if (isGrid()) {
      boxes[position].checked = judgedGenerated;
      boxes[position].setAttribute('aria-label', `image ${position + 1} of ${judgements.length}: ${name(generated)}, `
        + `you said ${name(judgedGenerated)}`);
      const textContent = (right ? '✓ ' : '✗ ') + (generated ? 'fake' : 'real');
      cell.append(create('span', { className: 'truth', textContent }));
    }
  }
}

function move(event) {
  const from = boxes.indexOf(document.activeElement);
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
  if (event.key === 'Enter' && from >= 0) {
    event.preventDefault();
    if (!event.repeat) sendGrid();
  } else if (step && from >= 0) {
    event.preventDefault();
    const to = boxes[from + step];
    if (to) {
      boxes[from].tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    }
  }
}

function press(event) {
  if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || $('withdraw').open) return;
  if (KEYS[event.key] && take && !isGrid()) {
    event.preventDefault();
    choose(KEYS[event.key]);
  }
}

$('form').addEventListener('submit', event => { event.preventDefault(); sendGrid(); });
$('stage').addEventListener('change', () => {
  keep(page.token, { generated: ticks(), millis: spent() });
  count();
});
$('stage').addEventListener('keydown', move);
for (const id of ['real', 'generated']) $(id).addEventListener('click', () => choose(id));
addEventListener('keydown', press);
addEventListener('resize', size);
