package org.improvedgan.sampler.inference;

import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.improvedgan.images.Images;
import org.improvedgan.inference.Latents;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.grpc.Statuses;
import org.improvedgan.sampler.sampling.Admission;
import org.improvedgan.sampler.sampling.Batcher;
import org.improvedgan.sampler.sampling.SampleMetrics;
import org.improvedgan.sampler.serving.Lease;

/** What a request for images does, whichever door it came by. */
@Singleton
class Inference {

  /**
   * What was made.
   *
   * @param version as the protocol calls it
   * @param generatorSha256 lower-case hexadecimal
   */
  record Result(InferSpec spec, String version, String checkpointId, String generatorSha256, Images images) {
  }

  private final Models models;
  private final Batcher batcher;
  private final Admission admission;
  private final SampleMetrics metrics;

  Inference(Models models, Batcher batcher, Admission admission, SampleMetrics metrics) {
    this.models = models;
    this.batcher = batcher;
    this.admission = admission;
    this.metrics = metrics;
  }

  /**
   * Makes the images of a request.
   *
   * @param request reads it; may throw {@link SamplingException}
   * @param gone whether the client does not want the images any more
   * @return fails with {@link SamplingException}, or with {@link java.util.concurrent.CancellationException} where the
   *     client is gone
   */
  CompletableFuture<Result> infer(Supplier<InferSpec> request, BooleanSupplier gone) {
    InferSpec spec;
    try {
      spec = request.get();
      admission.enter();
    } catch (RuntimeException e) {
      metrics.refused(Statuses.outcome(e));
      return CompletableFuture.failedFuture(e);
    }
    SampleMetrics.Call call = metrics.begin();
    return models.acquire(spec.model(), spec.version(), spec.metric())
        .thenCompose(served -> generate(served, spec, gone))
        .whenComplete((result, failure) -> {
          admission.leave();
          call.end(failure == null ? "ok" : Statuses.outcome(failure));
        });
  }

  private CompletableFuture<Result> generate(Models.Served served, InferSpec spec, BooleanSupplier gone) {
    Lease lease = served.lease();
    Latents latents;
    try {
      latents = spec.latents(lease.generator().spec());
    } catch (RuntimeException e) {
      lease.close();
      return CompletableFuture.failedFuture(e);
    }
    return batcher.submit(lease, latents, gone)
        .thenApply(images -> new Result(spec, served.version(), lease.manifest().getCheckpointId(),
            lease.generatorSha256(), images))
        .whenComplete((result, failure) -> lease.close());
  }
}
