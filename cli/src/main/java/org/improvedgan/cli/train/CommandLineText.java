package org.improvedgan.cli.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.improvedgan.gan.Experiment;
import org.improvedgan.gan.Settings;
import org.improvedgan.gan.engine.Device;
import org.improvedgan.gan.engine.EngineKind;
import org.improvedgan.gan.engine.EngineOptions;

/** The command lines that results are to be had by again. */
public final class CommandLineText {

  private CommandLineText() {
  }

  /** The settings that differ from the experiment's, by name. */
  public static Map<String, String> overrides(Experiment experiment, Settings settings) {
    Map<String, String> own = experiment.settings().toMap();
    Map<String, String> overrides = new LinkedHashMap<>(settings.toMap());
    overrides.entrySet().removeIf(setting -> setting.getValue().equals(own.get(setting.getKey())));
    return overrides;
  }

  /**
   * Such as {@code ./gan train mnist-demo --epochs 3}.
   *
   * @param command {@code train} and the like
   * @param named what the user calls the experiment: its name, or a file
   * @param more options, each with a space before it
   */
  public static String of(String command, String named, Map<String, String> overrides, EngineOptions engine,
      String more) {
    StringBuilder line = new StringBuilder("./gan ").append(command).append(" ").append(quoted(named));
    overrides.forEach((key, value) -> line.append(switch (key) {
      case "seed", "labels", "epochs" -> " --" + key + " " + value;
      default -> " --set " + quoted(key + "=" + value);
    }));
    if (engine.engine() != EngineKind.ONNXRUNTIME) {
      line.append(" --engine ").append(engine.engine());
    }
    if (engine.device() == Device.CUDA) {
      line.append(" --device cuda");
    }
    if (engine.threads() > 0) {
      line.append(" --threads ").append(engine.threads());
    }
    return line.append(more).toString();
  }

  /** As a shell takes it for one word. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9._/,=:+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
