package org.improvedgan.gan;

import java.util.List;
import java.util.Map;
import org.improvedgan.gan.layers.Activation;
import org.improvedgan.gan.optimisation.Adam;
import org.improvedgan.gan.optimisation.LearningRateSchedule;

/**
 * Every hyperparameter of a training run. The same settings on the same data give the same bytes.
 *
 * <p>As text (overrides, manifests) a setting is named like its component in lower case with hyphens
 * ({@code learning-rate}), lists are written {@code 500,500}, enumerations {@code feature-matching}.
 *
 * @param dataset name of the dataset, as {@code Datasets.names()} lists it, or {@code folder:PATH@SIZE}
 * @param pixelRange numbers that the networks see for the images' bytes
 * @param networks which networks are trained
 * @param epochs epochs of the whole run
 * @param iterationsPerEpoch iterations of one epoch; 0 for one pass over the training images
 * @param batchSize images of one batch; labelled, unlabelled and generated batches are equally large
 * @param labels labelled training images, equally many of each class (Table 1: 20, 50, 100, 200); 0 for all there are
 * @param seed seed of starting values, z, noise and the order of the data
 * @param seedData seed of the choice of the labelled images, and of nothing else
 * @param latentSize length of z, uniform on [0, 1)
 * @param generatorLayers widths of the generator's hidden layers, from z to image; of convolutional ones three numbers
 *     of channels
 * @param discriminatorLayers widths of the discriminator's hidden layers, from image to logits; of a convolutional one
 *     two numbers of channels
 * @param inputNoise standard deviation of the Gaussian noise added to the discriminator's input
 * @param hiddenNoise standard deviation of the Gaussian noise added after each hidden layer
 * @param inputDropout share of the discriminator's input that dropout sets to zero
 * @param hiddenDropout share that dropout sets to zero between the discriminator's parts
 * @param generatorActivation of the generator's hidden layers; softplus in the released MNIST script
 * @param batchNormGain whether the generator's batch norm has a trained gain; it has none in the released code
 * @param generatorNormalisation whether the generator has batch norm or virtual batch norm (section 3.5)
 * @param referenceBatch examples of the fixed batch that virtual batch norm refers to
 * @param generatorInitialisation whether an initialising pass sets scales of the generator, as in the later scripts
 * @param generatorNoiseMaps maps of noise that the generator of ImageNet appends at each scale; empty for the others
 * @param weightNorm form of weight normalisation of the convolutional networks
 * @param discriminatorActivation of the discriminator's hidden layers; ReLU in the released MNIST script
 * @param generatorScale starting scale of the generator's output layer; the released code begins at 1
 * @param generatorStartsAtMean whether the generator's output bias begins at the log-odds of the mean training image
 *     (not in the paper), or at 0
 * @param minibatchKernels kernels B of minibatch discrimination (section 3.2); 0 leaves the layer out
 * @param minibatchDimension dimension C of each kernel
 * @param minibatchDeviation standard deviation of the kernels' first values
 * @param unlabelledWeight weight of the unsupervised part of the discriminator's loss
 * @param labelledWeight weight of its supervised part; 0 leaves labels out: the discriminator then has one logit
 *     instead of one for each class
 * @param labelSmoothing by how much the target of real images is below 1 in the unsupervised part (section 3.4)
 * @param generatorLoss what the generator minimises
 * @param featureMatchingWeight weight of feature matching added to an adversarial generator loss; 0 leaves it out
 * @param generatorSteps generator steps for each discriminator step
 * @param historicalAveraging weight of historical averaging in the discriminator's cost (section 3.3); 0 leaves it out
 * @param generatorHistoricalAveraging the same for the generator
 * @param learningRate Adam's step size for the discriminator
 * @param generatorLearningRate Adam's step size for the generator
 * @param decayEpochs last epochs, over which the learning rates fall linearly to zero; 0 keeps them constant
 * @param decayEnd epoch at which they would be zero, however many are run; 0 for the last of the run
 * @param beta1 Adam's decay of the first moment
 * @param beta2 Adam's decay of the second moment
 * @param epsilon Adam's epsilon
 * @param adamForm where that epsilon stands
 * @param averageRate rate of the exponential average of the discriminator's parameters; 0 keeps none
 * @param averageStart what that average begins with
 * @param generatorAverageRate rate of the exponential average of the generator's parameters that is exported instead of
 *     the parameters themselves (not in the paper), debiased; 0 exports the parameters
 * @param initialisationBatch images of the pass that sets scales and biases of the discriminator (at most all)
 * @param populationSamples number of z over which the exported generator's batch-norm statistics are computed
 */
public record Settings(
    String dataset,
    PixelRange pixelRange,
    NetworkFamily networks,
    int epochs,
    int iterationsPerEpoch,
    int batchSize,
    int labels,
    long seed,
    long seedData,
    int latentSize,
    List<Integer> generatorLayers,
    List<Integer> discriminatorLayers,
    double inputNoise,
    double hiddenNoise,
    double inputDropout,
    double hiddenDropout,
    Activation generatorActivation,
    boolean batchNormGain,
    Normalisation generatorNormalisation,
    int referenceBatch,
    boolean generatorInitialisation,
    List<Integer> generatorNoiseMaps,
    WeightNormKind weightNorm,
    Activation discriminatorActivation,
    double generatorScale,
    boolean generatorStartsAtMean,
    int minibatchKernels,
    int minibatchDimension,
    double minibatchDeviation,
    double labelledWeight,
    double unlabelledWeight,
    double labelSmoothing,
    GeneratorLoss generatorLoss,
    double featureMatchingWeight,
    int generatorSteps,
    double historicalAveraging,
    double generatorHistoricalAveraging,
    double learningRate,
    double generatorLearningRate,
    int decayEpochs,
    int decayEnd,
    double beta1,
    double beta2,
    double epsilon,
    Adam.Form adamForm,
    double averageRate,
    AverageStart averageStart,
    double generatorAverageRate,
    int initialisationBatch,
    int populationSamples) {

  /** Checks every value; throws a {@link TrainingException} that names the setting and what it may be. */
  public Settings {
    generatorLayers = List.copyOf(generatorLayers);
    discriminatorLayers = List.copyOf(discriminatorLayers);
    generatorNoiseMaps = List.copyOf(generatorNoiseMaps);
    require(!dataset.isBlank(), "dataset", "the name of a dataset", dataset);
    require(epochs >= 1, "epochs", "at least 1", epochs);
    require(iterationsPerEpoch >= 0,
        "iterations-per-epoch", "0 (one pass over the images) or more", iterationsPerEpoch);
    require(batchSize >= 2, "batch-size", "at least 2", batchSize);
    require(labels >= 0, "labels", "0 (all) or more", labels);
    require(latentSize >= 1, "latent-size", "at least 1", latentSize);
    require(widths(generatorLayers), "generator-layers", "a list of widths such as 500,500", generatorLayers);
    require(widths(discriminatorLayers), "discriminator-layers", "a list of widths such as 1000,500,250",
        discriminatorLayers);
    require(inputNoise >= 0, "input-noise", "0 or more", inputNoise);
    require(hiddenNoise >= 0, "hidden-noise", "0 or more", hiddenNoise);
    require(inputDropout >= 0 && inputDropout < 1, "input-dropout", "at least 0 and less than 1", inputDropout);
    require(hiddenDropout >= 0 && hiddenDropout < 1, "hidden-dropout", "at least 0 and less than 1", hiddenDropout);
    require(generatorScale > 0, "generator-scale", "more than 0", generatorScale);
    require(minibatchKernels >= 0, "minibatch-kernels", "0 (none) or more", minibatchKernels);
    require(minibatchDimension >= 1, "minibatch-dimension", "at least 1", minibatchDimension);
    require(minibatchDeviation > 0, "minibatch-deviation", "more than 0", minibatchDeviation);
    require(referenceBatch >= 1, "reference-batch", "at least 1", referenceBatch);
    require(generatorNoiseMaps.stream().allMatch(maps -> maps >= 1), "generator-noise-maps",
        "none or a list of numbers of maps such as 64,64,32,16,8,8", generatorNoiseMaps);
    require(labelledWeight >= 0, "labelled-weight", "0 (no labels) or more", labelledWeight);
    require(unlabelledWeight >= 0, "unlabelled-weight", "0 or more", unlabelledWeight);
    require(labelSmoothing >= 0 && labelSmoothing < 1, "label-smoothing", "at least 0 (none) and less than 1",
        labelSmoothing);
    require(featureMatchingWeight >= 0, "feature-matching-weight", "0 (none) or more", featureMatchingWeight);
    require(generatorSteps >= 1, "generator-steps", "at least 1", generatorSteps);
    require(historicalAveraging >= 0, "historical-averaging", "0 (none) or more", historicalAveraging);
    require(generatorHistoricalAveraging >= 0, "generator-historical-averaging", "0 (none) or more",
        generatorHistoricalAveraging);
    require(learningRate > 0, "learning-rate", "more than 0", learningRate);
    require(generatorLearningRate > 0, "generator-learning-rate", "more than 0", generatorLearningRate);
    require(decayEpochs >= 0, "decay-epochs", "0 (constant rate) or more", decayEpochs);
    require(decayEnd >= 0, "decay-end", "0 (the last epoch) or more", decayEnd);
    require(beta1 >= 0 && beta1 < 1, "beta1", "at least 0 and less than 1", beta1);
    require(beta2 >= 0 && beta2 < 1, "beta2", "at least 0 and less than 1", beta2);
    require(epsilon > 0, "epsilon", "more than 0", epsilon);
    require(averageRate >= 0 && averageRate <= 1, "average-rate", "at least 0 (no average) and at most 1", averageRate);
    require(generatorAverageRate >= 0 && generatorAverageRate <= 1, "generator-average-rate",
        "at least 0 (no average) and at most 1", generatorAverageRate);
    require(initialisationBatch >= 2, "initialisation-batch", "at least 2", initialisationBatch);
    require(populationSamples >= 2, "population-samples", "at least 2", populationSamples);
  }

  /**
   * Whether the discriminator is of use as a classifier of single images. With minibatch discrimination its verdict on
   * an image depends on the images beside it.
   */
  public boolean classifies() {
    return minibatchKernels == 0 && learnsLabels();
  }

  /** How a learning rate that begins like this falls over the epochs. */
  public LearningRateSchedule schedule(double rate) {
    return new LearningRateSchedule(rate, decayEnd > 0 ? decayEnd : epochs, decayEpochs);
  }

  /** Whether the discriminator learns classes at all. */
  public boolean learnsLabels() {
    return labelledWeight > 0;
  }

  /**
   * Settings from text; every one must be given, but for those that earlier versions of this project did not have.
   *
   * @throws TrainingException one sentence that names a missing or unknown setting, or a value that cannot be used
   */
  public static Settings of(Map<String, String> values) {
    return SettingsText.of(values);
  }

  /** These settings as text, by name, in the order of the components; {@link #with} reads it back without loss. */
  public Map<String, String> toMap() {
    return SettingsText.toMap(this);
  }

  /**
   * These settings with some replaced.
   *
   * @throws TrainingException one sentence that names an unknown setting, or a value that cannot be read or used
   */
  public Settings with(Map<String, String> overrides) {
    return SettingsText.with(this, overrides);
  }

  private static boolean widths(List<Integer> layers) {
    return !layers.isEmpty() && layers.stream().allMatch(width -> width >= 1);
  }

  private static void require(boolean holds, String setting, String expected, Object value) {
    if (!holds) {
      throw new TrainingException("The setting " + setting + " must be " + expected + ", not " + value + ".");
    }
  }
}
