package org.improvedgan.sampler.inference;

import java.util.List;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.ImageShape;
import org.improvedgan.inference.v2.ModelMetadataResponse;
import org.improvedgan.inference.v2.ModelMetadataResponse.TensorMetadata;
import org.improvedgan.inference.v2.ServerMetadataResponse;

/** What the protocol calls metadata. */
final class ModelDescription {

  /** Triton's name for what runs the models. */
  private static final String PLATFORM = "onnxruntime_onnx";
  private static final long ANY_NUMBER = -1;

  private ModelDescription() {
  }

  /** Of the server. */
  static ServerMetadataResponse server(String version) {
    return ServerMetadataResponse.newBuilder()
        .setName("improved-gan-sampler")
        .setVersion(version)
        .addAllExtensions(List.of("binary_tensor_data", "parameters"))
        .build();
  }

  /** Of a model, with the inputs and outputs that it has at this checkpoint. */
  static ModelMetadataResponse of(Models.Model model, CheckpointManifest manifest) {
    ImageShape shape = manifest.getImageShape();
    ModelMetadataResponse.Builder metadata = ModelMetadataResponse.newBuilder()
        .setName(model.name())
        .setPlatform(PLATFORM)
        .addInputs(tensor(InferSpec.Z, "FP32", ANY_NUMBER, manifest.getLatent().getSize()))
        .putProperties("checkpoint_id", manifest.getCheckpointId())
        .putProperties("run_id", manifest.getRunId())
        .putProperties("dataset", manifest.getDataset())
        .putProperties("latent", manifest.getLatent().getKind().name());
    if (manifest.getClasses() > 0) {
      metadata.addInputs(tensor(InferSpec.CLASS, "INT64", ANY_NUMBER))
          .putProperties("classes", String.valueOf(manifest.getClasses()));
    }
    for (OutputTensor output : OutputTensor.values()) {
      metadata.addOutputs(tensor(output.tensorName(), output.datatype(),
          ANY_NUMBER, shape.getHeight(), shape.getWidth(), shape.getChannels()));
    }
    model.checkpoints().forEach(one -> metadata.addVersions(model.version(one)));
    return metadata.build();
  }

  private static TensorMetadata tensor(String name, String datatype, long... shape) {
    TensorMetadata.Builder tensor = TensorMetadata.newBuilder().setName(name).setDatatype(datatype);
    for (long length : shape) {
      tensor.addShape(length);
    }
    return tensor.build();
  }
}
