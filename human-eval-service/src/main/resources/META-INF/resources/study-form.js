// The form of a study's settings: from JSON into the inputs and back. Whatever is empty is left out, and the service has
// a default for it.

import { $, element } from '/admin-common.js';

const EMPTY_ARM = { name: 'feedback', feedback: true, exposureMillis: 0, checkpoint: 'latest', run: null, top: null };
const GROUPS = { qualification: 'images', gold: 'images', payment: 'base' };

let checkpoints = [];
let labels = 0;

const at = (object, path) => path.split('.').reduce((value, step) => value?.[step], object);

function put(object, path, value) {
  const steps = path.split('.');
  const last = steps.pop();
  let place = object;
  for (const step of steps) place = place[step] ??= {};
  place[last] = value;
}

/** An input's value as JSON has it; null where it is empty. */
function read(input) {
  if (input.type === 'checkbox') return input.checked;
  const text = input.value.trim();
  if (text === '') return null;
  return input.type === 'number' ? Number(text) : text;
}

function write(input, value) {
  if (input.type === 'checkbox') input.checked = value === true;
  else input.value = Array.isArray(value) ? value.join(', ') : value ?? '';
  // A checkpoint that the sampler does not serve any more stays chosen all the same.
  if (input.tagName === 'SELECT' && value && input.value !== value) {
    input.append(element('option', { value }, `${value} (not there now)`));
    input.value = value;
  }
}

function describe(checkpoint) {
  const score = checkpoint.metrics.inception_score;
  return `${checkpoint.checkpoint}: epoch ${checkpoint.epoch}, ${checkpoint.dataset}`
    + (score ? `, Inception score ${score.toFixed(2)}` : '');
}

function fillChoices(select, first) {
  select.replaceChildren(...first.map(([value, text]) => element('option', { value }, text)),
    ...[...checkpoints].reverse().map(c => element('option', { value: c.checkpoint }, describe(c))));
}

/** Which checkpoints there are to choose from. */
export function offer(list) {
  checkpoints = list;
  const chosen = $('g-checkpoint').value;
  fillChoices($('g-checkpoint'), [['', 'real images with shuffled pixels']]);
  write($('g-checkpoint'), chosen);
}

/** Settings whose arms are all about the newest checkpoint, where an arm selects images: that takes a checkpoint's id. */
export function withCheckpoint(values) {
  const newest = checkpoints.at(-1)?.checkpoint;
  return !newest || !values.arms?.some(arm => arm.top) ? values
    : { ...values, arms: values.arms.map(arm => ({ ...arm, checkpoint: newest })) };
}

function armInputs(fieldset) {
  return [...fieldset.querySelectorAll('[data-arm]')];
}

function showArm(fieldset) {
  const checkpoint = fieldset.querySelector('[data-arm=checkpoint]').value;
  fieldset.querySelector('[data-follows]').hidden = checkpoint !== 'latest' && checkpoint !== 'best';
  fieldset.querySelector('legend').textContent = fieldset.querySelector('[data-arm=name]').value || 'Arm';
}

/** Adds an arm's fields. */
export function addArm(arm) {
  const copy = $('arm').content.cloneNode(true);
  const fieldset = copy.querySelector('fieldset');
  for (const input of armInputs(fieldset)) {
    input.id = `arm-${++labels}`;
    input.parentElement.querySelector('label').htmlFor = input.id;
    if (input.dataset.arm === 'checkpoint') {
      fillChoices(input, [['latest', 'the newest, as training goes on'], ['best', 'the best by Inception score so far']]);
    }
    if (input.dataset.arm === 'run') {
      input.append(element('option', { value: '' }, 'any run'),
        ...[...new Set(checkpoints.map(c => c.run))].map(run => element('option', { value: run }, run)));
    }
    write(input, at(arm, input.dataset.arm));
  }
  showArm(fieldset);
  fieldset.addEventListener('input', () => showArm(fieldset));
  fieldset.querySelector('[data-do=remove]').onclick = () => {
    if ($('arms').children.length === 1) return;
    fieldset.remove();
    $('form').dispatchEvent(new Event('input'));
    $('add-arm').focus();
  };
  $('arms').append(copy);
}

/** Puts settings into the form. */
export function fill(settings) {
  for (const input of $('form').querySelectorAll('[data-path]')) write(input, at(settings, input.dataset.path));
  $('arms').replaceChildren();
  for (const arm of settings.arms ?? [EMPTY_ARM]) addArm({ ...EMPTY_ARM, ...arm });
  $('money').open = Boolean(settings.payment || settings.completion);
  showMode();
}

/** What is asked for depends on the mode and on the platform. */
export function showMode() {
  for (const field of document.querySelectorAll('[data-mode]')) field.hidden = field.dataset.mode !== $('mode').value;
  for (const field of document.querySelectorAll('[data-platform]')) field.hidden = field.dataset.platform !== $('platform').value;
}

/** A new arm like the last one, with another name. */
export function anotherArm() {
  const last = settings().arms.at(-1) ?? EMPTY_ARM;
  addArm({ ...last, name: `arm-${$('arms').children.length + 1}` });
  $('arms').lastElementChild.querySelector('input').focus();
}

/** The form as settings. */
export function settings() {
  const result = {};
  for (const input of $('form').querySelectorAll('[data-path]')) {
    const value = read(input);
    if (input.dataset.list !== undefined) put(result, input.dataset.path, (value ?? '').split(/[\s,]+/).filter(Boolean));
    else if (value !== null) put(result, input.dataset.path, value);
  }
  // Of a group whose first field is empty nothing is meant.
  for (const [group, first] of Object.entries(GROUPS)) if (!result[group]?.[first] && result[group]?.[first] !== 0) delete result[group];
  for (const group of ['qualification', 'gold']) if (result[group]?.images === 0) delete result[group];
  if (result.gold) result.gold.mostWrong ??= 0;
  if (result.payment) {
    result.payment = { currency: 'USD', perCorrect: 0, budget: 0, ...result.payment };
  }
  if (result.mode === 'single') Object.assign(result, { imagesPerPage: 1, columns: 1 });
  result.contact ??= '';
  result.arms = [...$('arms').children].map(fieldset => {
    const arm = {};
    for (const input of armInputs(fieldset)) {
      const value = read(input);
      if (value !== null) put(arm, input.dataset.arm, value);
    }
    if (!arm.top?.percent) delete arm.top;
    else arm.top.of ??= 50000;
    if (arm.checkpoint !== 'latest' && arm.checkpoint !== 'best') delete arm.run;
    return arm;
  });
  return result;
}

/** What the power calculator is asked about these settings. */
export function question() {
  return {
    settings: settings(), correlation: Number($('correlation').value) || 0, otherRate: (Number($('other').value) || 55) / 100,
  };
}
