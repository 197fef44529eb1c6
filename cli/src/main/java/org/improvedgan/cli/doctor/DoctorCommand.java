package org.improvedgan.cli.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.improvedgan.cli.Installation;
import org.improvedgan.cli.Machine;
import org.improvedgan.cli.doctor.Finding.State;
import org.improvedgan.cli.up.Service;
import org.improvedgan.datasets.DataLocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gan doctor}: what this machine has and what is missing, each with its remedy. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
    description = "Say what this machine has (engines, GPU, data, browser) and what is missing, each with its remedy. "
        + "Exit code 1 if something is broken that everything needs.")
public final class DoctorCommand implements Callable<Integer> {

  private final Installation installation;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  public DoctorCommand(Installation installation) {
    this.installation = installation;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    List<Finding> findings = findings();
    System.out.println(json ? asJson(findings) : asTable(findings));
    return findings.stream().anyMatch(finding -> finding.state() == State.BROKEN) ? 1 : 0;
  }

  private List<Finding> findings() {
    Machine machine = Machine.current();
    List<Finding> findings = new ArrayList<>();
    findings.add(MachineChecks.java());
    findings.add(MachineChecks.processor(machine));
    findings.add(MachineChecks.memory(machine));
    List<GraphicsCard> cards = GraphicsCards.ofThisMachine();
    findings.add(GraphicsCards.finding(cards));
    findings.add(EngineChecks.onnxRuntime());
    findings.add(EngineChecks.nd4j());
    findings.addAll(CudaChecks.all(cards));
    findings.addAll(DataChecks.all(DataLocation.fromEnvironment()));
    findings.add(MachineChecks.browser());
    findings.add(MachineChecks.ports(Service.defaultPorts()));
    findings.add(MachineChecks.build(installation, Service.modules()));
    return findings;
  }

  static String asTable(List<Finding> findings) {
    int width = findings.stream().mapToInt(finding -> finding.name().length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (Finding finding : findings) {
      lines.add(String.format("%-6s  %-" + width + "s  %s", finding.state().name().toLowerCase(Locale.ROOT),
          finding.name(), finding.detail()));
      if (!finding.remedy().isEmpty()) {
        lines.add(" ".repeat(width + 10) + finding.remedy());
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  static String asJson(List<Finding> findings) throws JsonProcessingException {
    List<Map<String, String>> rows = findings.stream().map(finding -> {
      Map<String, String> row = new LinkedHashMap<>();
      row.put("name", finding.name());
      row.put("state", finding.state().name().toLowerCase(Locale.ROOT));
      row.put("detail", finding.detail());
      row.put("remedy", finding.remedy());
      return row;
    }).toList();
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(rows);
  }
}
