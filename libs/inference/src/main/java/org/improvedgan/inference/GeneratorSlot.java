package org.improvedgan.inference;

/**
 * One image to make in a run: a row of {@code latents}, whose pixels go to {@code pixels} at {@code row} times the bytes
 * of one image.
 */
public record GeneratorSlot(Latents latents, int row, byte[] pixels) {
}
