package org.improvedgan.humaneval.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void cellsAreQuotedWhereTheyMustBe() {
    assertThat(Csv.line(Arrays.asList("plain", "a,b", "say \"no\"", "two\nlines", "", null, 5, true, 0.25)))
        .isEqualTo("plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,,5,true,0.25\r\n");
  }

  @Test
  void noCellBecomesAFormula() {
    assertThat(Csv.line(List.of("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "a=b", "=HYPERLINK(\"http://x\",\"y\")")))
        .isEqualTo("'=1+1,'+1,'-1,'@SUM(A1),'\tx,\"'\rx\",a=b,\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
    assertThat(Csv.line(List.of(-1, -0.5))).as("numbers are numbers").isEqualTo("-1,-0.5\r\n");
  }
}
