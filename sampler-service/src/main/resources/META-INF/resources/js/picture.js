// One picture of the page with its caption and link. The one before stays until the next has come; of several that were
// asked for, only the last is shown.

/** Pictures that cannot be made are asked for again after so long: the sampler may just be busy. */
const RETRY_MS = 5000;

export class Picture {
  #image;
  #caption;
  #link;
  #wanted = '';
  #retry = 0;

  /** Of the elements NAME-image, NAME-caption and NAME-link. */
  constructor(name) {
    [this.#image, this.#caption, this.#link] =
      ['image', 'caption', 'link'].map((part) => document.getElementById(`${name}-${part}`));
  }

  /** Shows path?parameters; parameters that are empty are left out. */
  async show(path, parameters, alt, caption) {
    const given = Object.entries(parameters).filter(([, value]) => value !== '');
    const address = `${path}?${new URLSearchParams(given)}`;
    if (address === this.#wanted && this.#caption.textContent === caption) {
      return;
    }
    clearTimeout(this.#retry);
    this.#wanted = address;
    const next = new Image();
    next.src = address;
    try {
      await next.decode();
    } catch {
      if (address === this.#wanted) {
        this.complain(await reason(address));
        this.#retry = setTimeout(() => this.show(path, parameters, alt, caption), RETRY_MS);
      }
      return;
    }
    if (address !== this.#wanted) {
      return;
    }
    this.#image.src = address;
    this.#image.alt = alt;
    this.#image.hidden = false;
    this.#link.href = address;
    this.#caption.classList.remove('trouble');
    this.#caption.textContent = caption;
  }

  /** Says why there is none. */
  complain(sentence) {
    clearTimeout(this.#retry);
    this.#wanted = '';
    this.#caption.classList.add('trouble');
    this.#caption.textContent = sentence;
  }
}

/** The sampler's own sentence about a picture that it did not give. */
async function reason(address) {
  try {
    return (await (await fetch(address)).json()).error;
  } catch {
    return 'The sampler does not answer; the page tries again by itself.';
  }
}
