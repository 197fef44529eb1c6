package org.improvedgan.sampler.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import org.improvedgan.images.ImageGrid;
import org.improvedgan.images.Images;
import org.improvedgan.images.Png;
import org.improvedgan.inference.TestModels;
import org.improvedgan.kafka.local.LocalKafkaResource;
import org.improvedgan.sampler.SamplerClient;
import org.improvedgan.sampler.SamplerPort;
import org.improvedgan.sampler.TestCheckpoints;
import org.improvedgan.sampler.v1.InterpolateRequest;
import org.improvedgan.sampler.v1.SampleRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(SamplerPort.class)
class HttpTest {

  private SamplerClient client;
  private String checkpoint;

  @BeforeEach
  void connect() {
    client = new SamplerClient();
    checkpoint = client.serve("http-test");
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  private Response grid(String query) {
    return given().get("/grid.png?" + query);
  }

  @Test
  void aGridShowsTheImagesThatGrpcGives() {
    byte[] pixels = client.sample(SampleRequest.newBuilder().setCheckpoint(checkpoint).setSeed(7).setFirstIndex(3)
        .setCount(6).build()).get(0).getPixels().toByteArray();
    Images expected = ImageGrid.of(new Images(TestModels.DIGIT, 6, pixels), 4, 2, 3);
    Response response = grid("checkpoint=" + checkpoint + "&seed=7&first=3&count=6&columns=4&scale=3");
    response.then().statusCode(200).contentType("image/png").header("Checkpoint-Id", checkpoint);
    assertThat(Png.decode(response.asByteArray())).isEqualTo(expected);
  }

  @Test
  void aGridOfAnExplicitCheckpointMayBeCachedForEver() {
    String query = "checkpoint=" + checkpoint + "&seed=7&count=4";
    Response first = grid(query);
    first.then().statusCode(200).header("Cache-Control", containsString("max-age=31536000"))
        .header("Cache-Control", containsString("immutable"));
    String tag = first.header("ETag");
    assertThat(tag).isNotBlank();
    given().header("If-None-Match", tag).get("/grid.png?" + query).then().statusCode(304);
    given().header("If-None-Match", tag).get("/grid.png?" + query + "&scale=2").then().statusCode(200);
    assertThat(grid(query).asByteArray()).isEqualTo(first.asByteArray());
  }

  @Test
  void aPictureOfTheLatestIsAskedAboutEachTime() {
    String id = client.serve("http-latest");
    List<String> addresses = List.of("/grid.png?run=http-latest", "/grid.png?checkpoint=latest&run=http-latest&count=4",
        "/interpolation.png?run=http-latest&seeds=1,2");
    List<String> tags = addresses.stream().map(address -> {
      Response first = given().get(address);
      first.then().statusCode(200).header("Checkpoint-Id", id).header("Cache-Control", equalTo("no-cache"));
      String tag = first.header("ETag");
      given().header("If-None-Match", tag).get(address).then().statusCode(304)
          .header("Checkpoint-Id", id).header("ETag", equalTo(tag)).header("Cache-Control", equalTo("no-cache"));
      return tag;
    }).toList();
    try (TestCheckpoints checkpoints = client.run("http-latest", 9)) {
      String newer = checkpoints.publish(2);
      await().atMost(Duration.ofSeconds(20)).until(() ->
          newer.equals(given().head(addresses.get(0)).header("Checkpoint-Id")));
    }
    for (int i = 0; i < addresses.size(); i++) {
      given().header("If-None-Match", tags.get(i)).get(addresses.get(i)).then().statusCode(200);
    }
  }

  @Test
  void headersComeWithoutAPicture() {
    String query = "/grid.png?checkpoint=" + checkpoint + "&seed=7";
    Response head = given().head(query);
    head.then().statusCode(200).header("ETag", equalTo(given().get(query).header("ETag")))
        .header("Cache-Control", containsString("immutable")).header("Checkpoint-Id", checkpoint);
    assertThat(head.asByteArray()).isEmpty();
    given().head(query + "&class=1").then().statusCode(400);
  }

  @Test
  void aStripShowsTheWayThatGrpcGives() {
    byte[] pixels = client.blocking().interpolate(InterpolateRequest.newBuilder().setCheckpoint(checkpoint)
        .addSeeds(3).addSeeds(-1).addSeeds(9).setIndex(4).setSteps(3).build()).next().getPixels().toByteArray();
    Response strip = given().get("/interpolation.png?checkpoint=" + checkpoint
        + "&seeds=3,18446744073709551615,9&index=4&steps=3&scale=2");
    strip.then().statusCode(200).header("Cache-Control", containsString("immutable"));
    assertThat(Png.decode(strip.asByteArray()))
        .isEqualTo(ImageGrid.of(new Images(TestModels.DIGIT, 7, pixels), 7, 2, 2));
  }

  @Test
  void truncationIsThatOfGrpc() {
    byte[] pixels = client.sample(SampleRequest.newBuilder().setCheckpoint(checkpoint).setCount(2).setTruncation(0.5)
        .build()).get(0).getPixels().toByteArray();
    Response grid = grid("checkpoint=" + checkpoint + "&count=2&truncation=0.5");
    assertThat(Png.decode(grid.asByteArray()))
        .isEqualTo(ImageGrid.of(new Images(TestModels.DIGIT, 2, pixels), 8, 2, 1));
    assertThat(grid.header("ETag")).isNotEqualTo(grid("checkpoint=" + checkpoint + "&count=2").header("ETag"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "grid.png?count=0 | count must be a whole number from 1 to 1024.",
      "grid.png?count=many | count must be a whole number from 1 to 1024.",
      "grid.png?columns=-1 | columns must be a whole number from 1 to 1024.",
      "grid.png?scale=17 | scale must be a whole number from 1 to 16.",
      "grid.png?first=-1 | first must be a whole number from 0 to 9223372036854774783.",
      "grid.png?seed=x | seed must be a whole number from 0 to 2^64 - 1.",
      "grid.png?seed=18446744073709551616 | seed must be a whole number from 0 to 2^64 - 1.",
      "grid.png?truncation=-1 | truncation must be a number of 0 or more.",
      "grid.png?truncation=NaN | truncation must be a number of 0 or more.",
      "grid.png?run=http-test&truncation=2 | truncation of a uniform z must be above 0 to 1, not 2.0.",
      "grid.png?class=-1 | class must be a whole number from 0 to 2147483647.",
      "grid.png?run=http-test&class=3 | class is for generators with classes; this one has none.",
      "grid.png?metric=fid | metric is for checkpoint=best only.",
      "grid.png?run=http-test&count=1024&scale=16 "
          + "| The picture would have more than 16000000 pixels; ask for fewer images or a smaller scale.",
      "interpolation.png | seeds must be 2 to 64 whole numbers from 0 to 2^64 - 1, with commas between them.",
      "interpolation.png?seeds=1 "
          + "| seeds must be 2 to 64 whole numbers from 0 to 2^64 - 1, with commas between them.",
      "interpolation.png?seeds=1,,2 "
          + "| seeds must be 2 to 64 whole numbers from 0 to 2^64 - 1, with commas between them.",
      "interpolation.png?seeds=1,-2 "
          + "| seeds must be 2 to 64 whole numbers from 0 to 2^64 - 1, with commas between them.",
      "interpolation.png?seeds=1,2&steps=65 | steps must be a whole number from 1 to 64.",
      "interpolation.png?seeds=1,2&index=-1 | index must be a whole number from 0 to 9223372036854775807.",
      "interpolation.png?seeds=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18&steps=64 "
          + "| The strip would have 1089 images, more than 1024; give fewer seeds or steps."})
  void aWrongParameterIsNamed(String address, String sentence) {
    given().get("/" + address).then().statusCode(400).header("Cache-Control", containsString("no-store"))
        .body("error", equalTo(sentence));
  }

  @Test
  void whatIsNotThereIsSaid() {
    grid("checkpoint=nobody-e0001").then().statusCode(404)
        .body("error", containsString("There is no checkpoint \"nobody-e0001\""));
    grid("run=nobody").then().statusCode(503).body("error", containsString("serves yet"));
    grid("run=http-test&checkpoint=best&metric=nothing").then().statusCode(404)
        .body("error", containsString("has the metric"));
  }

  @Test
  void checkpointsAreListed() {
    given().get("/api/checkpoints?run=http-test").then().statusCode(200)
        .body("size()", equalTo(1))
        .body("[0].checkpointId", equalTo(checkpoint))
        .body("[0].epoch", equalTo(1))
        .body("[0].dataset", equalTo("mnist"))
        .body("[0].createdAt", equalTo("2027-01-15T08:00:01Z"))
        .body("[0].loaded", equalTo(true))
        .body("[0].latent", equalTo("UNIFORM_0_1"))
        .body("[0].classes", equalTo(0))
        .body("[0].metrics", anEmptyMap());
    given().get("/api/checkpoints").then().statusCode(200).body("checkpointId", hasItem(checkpoint));
  }

  @Test
  void thePageBringsNothingFromElsewhereAndNoInlineScripts() {
    String html = given().get("/").then().statusCode(200).contentType("text/html")
        .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
        .header("X-Content-Type-Options", "nosniff").extract().asString();
    assertThat(html).contains("<title>Sampler").doesNotContain("http://", "https://", "style=", "onclick", "<style");
    assertThat(html.split("<script", -1)).as("one script, in a file").hasSize(2);
    for (String file : List.of("sampler.css", "icon.svg", "js/gallery.js", "js/picture.js", "js/checkpoints.js")) {
      given().get("/" + file).then().statusCode(200);
    }
  }

  @Test
  void healthAndMetricsAreThere() {
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    grid("run=http-test&count=1").then().statusCode(200);
    given().get("/q/metrics").then().statusCode(200).body(containsString("gan_sampler_bytes_total{door=\"http\"}"))
        .body(containsString("gan_sampler_refused_total{reason=\"malformed\"}"));
  }
}
