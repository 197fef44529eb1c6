package org.improvedgan.sampler.grpc;

import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.v1.ImageFormat;
import org.improvedgan.sampler.v1.SampleRequest;

/**
 * A checked request.
 *
 * @param checkpoint an id, "latest" or empty
 * @param runId narrows "latest"; may be empty
 * @param count images wanted, from 1
 * @param seed all 64 bits count
 * @param firstIndex from 0
 * @param format never unspecified
 */
record SampleSpec(String checkpoint, String runId, int count, long seed, long firstIndex, ImageFormat format) {

  static final int MAX_COUNT = 1_000_000;
  private static final int MAX_NAME = 200;

  /**
   * Checks a request.
   *
   * @throws SamplingException of kind INVALID that names the field
   */
  static SampleSpec of(SampleRequest request) {
    check(request.getCount() >= 1 && request.getCount() <= MAX_COUNT,
        "count must be 1 to " + MAX_COUNT + ", not " + request.getCount() + ".");
    check(request.getFirstIndex() >= 0, "first_index must be 0 or more, not " + request.getFirstIndex() + ".");
    check(request.getFirstIndex() <= Long.MAX_VALUE - request.getCount(),
        "first_index + count must stay below 2^63; first_index is " + request.getFirstIndex() + ".");
    check(request.getFormat() != ImageFormat.UNRECOGNIZED,
        "format must be UINT8, FLOAT32 or PNG, not " + request.getFormatValue() + ".");
    check(request.getCheckpoint().length() <= MAX_NAME, "checkpoint must have at most " + MAX_NAME + " characters.");
    check(request.getRunId().length() <= MAX_NAME, "run_id must have at most " + MAX_NAME + " characters.");
    ImageFormat format = request.getFormat() == ImageFormat.IMAGE_FORMAT_UNSPECIFIED
        ? ImageFormat.UINT8 : request.getFormat();
    return new SampleSpec(request.getCheckpoint(), request.getRunId(), request.getCount(), request.getSeed(),
        request.getFirstIndex(), format);
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new SamplingException(Kind.INVALID, message);
    }
  }
}
