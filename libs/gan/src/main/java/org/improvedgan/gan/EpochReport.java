package org.improvedgan.gan;

import java.util.Map;

/**
 * How an epoch went.
 *
 * @param epoch epochs finished, this one included if it is complete
 * @param iteration iterations finished, over all epochs
 * @param complete false if the listener stopped the run in mid-epoch; the next epoch call goes on from there
 * @param metrics mean losses of the epoch ({@code discriminator.loss}, {@code generator.loss}, …) and, of a complete
 *     one, error fractions on the test images ({@code test.error}, …)
 * @param seconds wall-clock time of this call
 */
public record EpochReport(int epoch, long iteration, boolean complete, Map<String, Double> metrics, double seconds) {}
