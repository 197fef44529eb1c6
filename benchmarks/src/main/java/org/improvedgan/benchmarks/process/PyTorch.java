package org.improvedgan.benchmarks.process;

import java.util.ArrayList;
import java.util.List;
import org.improvedgan.benchmarks.BenchmarkException;

/** The peer's programs, in the environment as it is; PYTHON names the interpreter that has torch. */
public final class PyTorch {
  private static final String VERSION =
      "import sys, torch\nif sys.argv[1] != 'cpu' and not torch.cuda.is_available(): "
          + "sys.exit('this PyTorch sees no CUDA device')\nprint(torch.__version__)";

  private PyTorch() {}

  /** A script of benchmarks/pytorch. */
  public static Program script(String name, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(Home.file("pytorch", name).toString()));
    command.addAll(arguments);
    return Python.of(command);
  }

  /**
   * Version of PyTorch.
   *
   * @param device as PyTorch names it
   * @throws BenchmarkException that says why the peers cannot run
   */
  public static String version(String device) {
    try {
      return Python.of("-c", VERSION, device).lastLine();
    } catch (BenchmarkException e) {
      throw new BenchmarkException("No PyTorch to compare with (" + e.getMessage()
          + "); `pip install torch`, or name a Python that has it in PYTHON.");
    }
  }
}
