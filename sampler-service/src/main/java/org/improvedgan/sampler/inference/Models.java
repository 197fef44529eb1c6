package org.improvedgan.sampler.inference;

import static org.improvedgan.sampler.inference.Sentences.check;
import static org.improvedgan.sampler.inference.Sentences.invalid;
import static org.improvedgan.sampler.inference.Sentences.notFound;
import static org.improvedgan.sampler.inference.Sentences.quote;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.sampler.SamplingException;
import org.improvedgan.sampler.SamplingException.Kind;
import org.improvedgan.sampler.serving.Checkpoints;
import org.improvedgan.sampler.serving.Choice;
import org.improvedgan.sampler.serving.Lease;

/**
 * Runs and checkpoints under the names that the protocol has for them, models and versions. The model {@code generator}
 * has every checkpoint as a version, {@code generator-DATASET} those of a data set, and a run's id is the model of its
 * checkpoints. A version is a checkpoint's id, or its epoch where that means one checkpoint; "latest" and nothing stand
 * for the newest that serves, "best" for the one with the best metric.
 */
@Singleton
class Models {

  static final String ANY = "generator";

  private static final String OF_DATASET = ANY + "-";
  private static final int MAX_NAME = 200;

  /**
   * A model as it is now.
   *
   * @param run the run that it is; empty where its checkpoints may be of several
   * @param checkpoints oldest first; none only for {@code generator}
   */
  record Model(String name, String run, List<CheckpointManifest> checkpoints) {

    /** How the version is called whose checkpoint this is. */
    String version(CheckpointManifest manifest) {
      boolean unique = !run.isEmpty() && checkpoints.stream().noneMatch(other ->
          other.getEpoch() == manifest.getEpoch() && !other.getCheckpointId().equals(manifest.getCheckpointId()));
      return unique ? String.valueOf(manifest.getEpoch()) : manifest.getCheckpointId();
    }

    private boolean ofDataset() {
      return run.isEmpty() && !name.equals(ANY);
    }
  }

  /** The right to use a version's generator, and how that version is called. */
  record Served(Lease lease, String version) {
  }

  private final Checkpoints checkpoints;

  Models(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  /** Whether any model serves. */
  boolean ready() {
    return checkpoints.serves();
  }

  /**
   * Whether this model, or this version of it, serves.
   *
   * @throws SamplingException if there is none of that name
   */
  boolean ready(String name, String version) {
    Model model = find(name);
    Choice choice = choice(model, version, "");
    List<CheckpointManifest> meant = model.checkpoints().stream()
        .filter(manifest -> !choice.pinned() || manifest.getCheckpointId().equals(choice.checkpoint())).toList();
    if (meant.isEmpty() && choice.pinned()) {
      throw noVersion(model, version);
    }
    return meant.stream().anyMatch(checkpoints::serves);
  }

  /**
   * Makes a version ready.
   *
   * @param metric what the version "best" goes by; empty for the usual one
   * @return a lease that the caller closes; fails with {@link SamplingException}
   */
  CompletableFuture<Served> acquire(String name, String version, String metric) {
    return resolved(name, version, metric, checkpoints::acquire,
        (model, lease) -> new Served(lease, model.version(lease.manifest())));
  }

  /** What the protocol says of a model; fails with {@link SamplingException}. */
  CompletableFuture<ModelMetadataResponse> metadata(String name, String version) {
    return resolved(name, version, "", checkpoints::resolve, ModelDescription::of);
  }

  private <T, R> CompletableFuture<R> resolved(String name, String version, String metric,
      Function<Choice, CompletableFuture<T>> resolve, BiFunction<Model, T, R> result) {
    try {
      Model model = find(name);
      return resolve.apply(choice(model, version, metric)).thenApply(found -> result.apply(model, found));
    } catch (SamplingException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Model find(String name) {
    check(name.length() <= MAX_NAME, "A model's name must have at most " + MAX_NAME + " characters.");
    if (name.equals(ANY)) {
      return new Model(name, "", checkpoints.all(""));
    }
    if (!name.isEmpty()) {
      List<CheckpointManifest> ofRun = checkpoints.all(name);
      if (!ofRun.isEmpty()) {
        return new Model(name, name, ofRun);
      }
    }
    if (name.startsWith(OF_DATASET)) {
      String dataset = name.substring(OF_DATASET.length());
      List<CheckpointManifest> ofDataset = checkpoints.all("").stream()
          .filter(manifest -> manifest.getDataset().equals(dataset)).toList();
      if (!ofDataset.isEmpty()) {
        return new Model(name, "", ofDataset);
      }
    }
    throw checkpoints.ready().isDone()
        ? notFound("There is no model " + quote(name) + "; models are \"" + ANY + "\", \"" + OF_DATASET
            + "\" with the name of a data set, and the ids of runs.")
        : new SamplingException(Kind.UNAVAILABLE, "The sampler is still starting; try again in a moment.");
  }

  private Choice choice(Model model, String version, String metric) {
    check(version.length() <= MAX_NAME && metric.length() <= MAX_NAME,
        "A version and a metric must have at most " + MAX_NAME + " characters.");
    check(metric.isEmpty() || version.equals(Choice.BEST), "metric is for the version \"best\" only.");
    if (version.isEmpty() || version.equals(Choice.LATEST)) {
      return model.ofDataset() ? Choice.of(newest(model).getCheckpointId(), "") : Choice.of("", model.run());
    }
    if (version.equals(Choice.BEST)) {
      check(!model.ofDataset(), "Version \"best\" is for the model \"" + ANY + "\" and for those of runs.");
      return new Choice(Choice.BEST, model.run(), metric);
    }
    if (version.matches("-?\\d+") && !has(model, version)) {
      return Choice.of(ofEpoch(model, version).getCheckpointId(), "");
    }
    if (!has(model, version) && model.ofDataset()) {
      throw noVersion(model, version);
    }
    return Choice.of(version, model.run());
  }

  private static boolean has(Model model, String id) {
    return model.checkpoints().stream().anyMatch(manifest -> manifest.getCheckpointId().equals(id));
  }

  private static CheckpointManifest ofEpoch(Model model, String version) {
    List<CheckpointManifest> found = model.checkpoints().stream()
        .filter(manifest -> String.valueOf(manifest.getEpoch()).equals(version)).toList();
    if (found.isEmpty()) {
      throw noVersion(model, version);
    }
    if (found.size() > 1) {
      throw invalid("Model " + quote(model.name()) + " has " + found.size() + " checkpoints of epoch " + version
          + "; name the version by the checkpoint's id.");
    }
    return found.get(0);
  }

  private static SamplingException noVersion(Model model, String version) {
    return notFound("Model " + quote(model.name()) + " has no version " + quote(version)
        + "; its metadata lists those that it has.");
  }

  private CheckpointManifest newest(Model model) {
    List<CheckpointManifest> all = model.checkpoints();
    List<CheckpointManifest> serving = all.stream().filter(checkpoints::serves).toList();
    return serving.isEmpty() ? all.get(all.size() - 1) : serving.get(serving.size() - 1);
  }
}
