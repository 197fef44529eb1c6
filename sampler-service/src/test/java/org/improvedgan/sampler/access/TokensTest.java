package org.improvedgan.sampler.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.improvedgan.sampler.SamplerConfig;
import org.improvedgan.sampler.access.CallerLimit.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir
  private Path folder;

  /** A line of a tokens file. */
  static String entry(String name, String token) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    return name + ":" + HexFormat.of().formatHex(digest);
  }

  private static SamplerConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder().withMapping(SamplerConfig.class).withDefaultValues(settings)
        .withConverter(Duration.class, 200, new DurationConverter())
        .withConverter(MemorySize.class, 200, new MemorySizeConverter()).build().getConfigMapping(SamplerConfig.class);
  }

  @Test
  void aTokenIsKnownByItsDigest() throws Exception {
    // Of "abc", from FIPS 180-2, appendix B.1.
    TokenList tokens = TokenList.of("test", List.of("# who may call", "",
        "alice:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", " " + entry("bob", "ünï") + " "));
    assertThat(tokens.nameOf("abc")).contains("alice");
    assertThat(tokens.nameOf("ünï")).contains("bob");
    assertThat(tokens.nameOf("abd")).isEmpty();
    assertThat(tokens.nameOf("")).isEmpty();
  }

  @Test
  void whatIsNoTokenIsNamedButNotRepeated() {
    assertThatIllegalStateException().isThrownBy(() -> TokenList.of("tokens.txt", List.of("", "alice:secret")))
        .withMessage("Entry 2 of tokens.txt is no token: write name:sha256, with the 64 digits that "
            + "`printf %s TOKEN | sha256sum` prints.");
  }

  @Test
  void aTokenStandsAfterBearerOrIsTheBasicPassword() {
    String basic = Base64.getEncoder().encodeToString("me:a:b".getBytes(StandardCharsets.UTF_8));
    assertThat(Credentials.token("Bearer abc")).contains("abc");
    assertThat(Credentials.token("bearer  abc ")).contains("abc");
    assertThat(Credentials.token("Basic " + basic)).contains("a:b");
    assertThat(Credentials.token("Basic ?")).isEmpty();
    assertThat(Credentials.token("abc")).isEmpty();
    assertThat(Credentials.token(null)).isEmpty();
  }

  @Test
  void withoutAnyNobodyNeedsOne() {
    assertThat(new Tokens(config(Map.of())).required()).isFalse();
  }

  @Test
  void tokensOfTheEnvironmentAndOfTheFileAreOneList() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), entry("alice", "a"));
    Tokens tokens = new Tokens(config(Map.of("gan.sampler.tokens-file", file.toString(),
        "gan.sampler.tokens", entry("bob", "b") + "," + entry("carol", "c"))));
    assertThat(tokens.required()).isTrue();
    assertThat(List.of(tokens.nameOf("a"), tokens.nameOf("b"), tokens.nameOf("c"))).extracting(name -> name.orElse(""))
        .containsExactly("alice", "bob", "carol");
    tokens.stop();
  }

  @Test
  void theFileIsReadAgainWhenItChangesAndKeptWhileItIsBroken() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), entry("alice", "old"));
    Tokens tokens = new Tokens(config(Map.of("gan.sampler.tokens-file", file.toString())));
    Files.writeString(file, entry("alice", "new"));
    await().atMost(PATIENCE).until(() -> tokens.nameOf("new").isPresent());
    assertThat(tokens.nameOf("old")).isEmpty();
    Files.writeString(file, "nonsense");
    await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> tokens.nameOf("new").isPresent());
    Files.delete(file);
    await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> tokens.nameOf("new").isPresent());
    Files.writeString(file, entry("bob", "b"));
    await().atMost(PATIENCE).until(() -> tokens.nameOf("b").isPresent() && tokens.nameOf("new").isEmpty());
    tokens.stop();
  }

  @Test
  void aFileThatIsNotThereEndsTheStart() throws IOException {
    assertThatIllegalStateException()
        .isThrownBy(() -> new Tokens(config(Map.of("gan.sampler.tokens-file", folder.resolve("none").toString()))))
        .withMessageContaining("correct gan.sampler.tokens-file.");
  }

  @Test
  void eachCallerHasItsOwnPlaces() {
    CallerLimit limit = new CallerLimit(config(Map.of("gan.sampler.max-calls-per-caller", "2")));
    Place first = limit.enter("alice").orElseThrow();
    Place second = limit.enter("alice").orElseThrow();
    assertThat(limit.enter("alice")).isEmpty();
    assertThat(limit.sentence("alice")).isEqualTo(
        "The sampler is serving 2 calls of alice already; end one of them first.");
    Place other = limit.enter("bob").orElseThrow();
    first.leave();
    first.leave();
    Place third = limit.enter("alice").orElseThrow();
    assertThat(limit.enter("alice")).isEmpty();
    List.of(second, third, other).forEach(Place::leave);
    assertThat(limit.callers()).as("callers that are remembered without a call").isZero();
  }
}
