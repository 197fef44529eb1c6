package org.improvedgan.gan.experiments;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.improvedgan.gan.TrainingException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A mapping of a YAML file with its scalars as they are written: settings have their own idea of what a number is. A
 * list becomes text with commas.
 */
final class YamlMap {
  private final String file;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private YamlMap(String file, Node node) {
    this.file = file;
    if (!(node instanceof MappingNode mapping)) {
      throw refused("must have keys and values" + line(node));
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(tuple.getKeyNode());
      if (values.put(key, tuple.getValueNode()) != null) {
        throw refused("has the key " + key + " twice" + line(tuple.getKeyNode()));
      }
    }
  }

  /** @throws TrainingException one sentence if this is not a mapping in YAML */
  static YamlMap parse(String file, String yaml) {
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
      if (root == null) {
        throw new TrainingException("The experiment file " + file + " is empty.");
      }
      return new YamlMap(file, root);
    } catch (MarkedYAMLException e) {
      throw new TrainingException("The experiment file " + file + " is not YAML: " + e.getProblem() + " in line "
          + (e.getProblemMark().getLine() + 1) + ".", e);
    } catch (YAMLException e) {
      throw new TrainingException("The experiment file " + file + " is not YAML: "
          + e.getMessage().lines().findFirst().orElse("") + ".", e);
    }
  }

  /** Refuses every other key. */
  void allow(Set<String> keys) {
    for (Map.Entry<String, Node> entry : values.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        throw refused("has the unknown key " + entry.getKey() + line(entry.getValue()) + "; the keys are "
            + String.join(", ", new TreeSet<>(keys)));
      }
    }
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).map(this::scalar);
  }

  String required(String key) {
    return text(key).orElseThrow(() -> refused("needs the key " + key));
  }

  Optional<YamlMap> map(String key) {
    return Optional.ofNullable(values.get(key)).map(node -> new YamlMap(file, node));
  }

  /** All entries as text. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    values.forEach((key, node) -> texts.put(key, scalar(node)));
    return texts;
  }

  /** An error that names the file. */
  TrainingException refused(String why) {
    return new TrainingException("The experiment file " + file + " " + why + ".");
  }

  private String scalar(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue().strip();
    }
    if (node instanceof SequenceNode sequence) {
      List<String> items = new ArrayList<>();
      sequence.getValue().forEach(item -> items.add(scalar(item)));
      return String.join(",", items);
    }
    throw refused("must have a single value, not keys and values," + line(node));
  }

  private static String line(Node node) {
    return " in line " + (node.getStartMark().getLine() + 1);
  }
}
