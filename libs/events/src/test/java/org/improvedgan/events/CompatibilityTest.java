package org.improvedgan.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.improvedgan.events.v1.CheckpointManifest;
import org.improvedgan.events.v1.EvaluationCompleted;
import org.improvedgan.events.v1.HumanRated;
import org.improvedgan.events.v1.TrainingRequested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that were written by earlier versions are read as they were meant. */
class CompatibilityTest {
  static Stream<Map.Entry<String, Message>> samples() {
    return Samples.all().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void readsTheGoldenSample(Map.Entry<String, Message> sample) throws IOException {
    byte[] golden = Files.readAllBytes(Samples.DIRECTORY.resolve(sample.getKey() + ".binpb"));
    Message read = sample.getValue().getParserForType().parseFrom(golden);
    assertThat(read).isEqualTo(sample.getValue());
    assertThat(read.getUnknownFields().asMap()).isEmpty();
  }

  /** In one of the samples of its message: the earlier ones lack what was added later. */
  @ParameterizedTest
  @MethodSource("samples")
  void everyFieldIsInASample(Map.Entry<String, Message> sample) {
    Descriptor type = sample.getValue().getDescriptorForType();
    List<Message> samples = Samples.all().values().stream()
        .filter(message -> message.getDescriptorForType().equals(type)).toList();
    assertThat(type.getFields()).allSatisfy(field -> assertThat(samples).anyMatch(message ->
        // Of a oneof, one field can be set.
        field.getRealContainingOneof() == null
            ? message.getAllFields().containsKey(field) : message.hasOneof(field.getRealContainingOneof())));
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyMessageThatIsAnEventHasASample(FileDescriptor file) {
    List<String> sampled = Samples.all().values().stream()
        .map(sample -> sample.getDescriptorForType().getName()).toList();
    List<String> parts = file.getMessageTypes().stream()
        .flatMap(message -> message.getFields().stream())
        .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
        .map(field -> field.getMessageType().getName()).toList();
    assertThat(file.getMessageTypes()).allSatisfy(message ->
        assertThat(sampled.contains(message.getName()) || parts.contains(message.getName()))
            .as(message.getFullName() + " is neither sampled nor part of another message").isTrue());
  }

  static Stream<FileDescriptor> files() {
    return Stream.of(CheckpointManifest.getDescriptor(), EvaluationCompleted.getDescriptor(),
        HumanRated.getDescriptor(), TrainingRequested.getDescriptor()).map(message -> message.getFile());
  }
}
