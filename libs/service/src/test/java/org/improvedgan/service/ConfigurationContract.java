package org.improvedgan.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every service's typed configuration holds: whatever cannot be meant is refused, by a sentence that names the
 * key. The keys come from the configuration itself, so that a new one is tested by itself.
 */
public abstract class ConfigurationContract {

  /** Of these any text may be one; what does not exist is told when it is looked for. */
  private static final Set<Type> FREE = Set.of(String.class, Path.class, java.net.URI.class);
  private static final ValidatorFactory VALIDATORS = Validation.buildDefaultValidatorFactory();

  private final Class<?> mapping;

  protected ConfigurationContract(Class<?> mapping) {
    this.mapping = mapping;
  }

  @Test
  void theDefaultsAreSound() {
    assertThat(bind(Map.of())).isNull();
  }

  @TestFactory
  Stream<DynamicTest> garbageIsRefused() {
    return keys().entrySet().stream().filter(key -> !FREE.contains(key.getValue()))
        .map(key -> refused(key.getKey(), "garbage!"));
  }

  @TestFactory
  Stream<DynamicTest> impossibleNumbersAreRefused() {
    return keys().entrySet().stream().flatMap(key -> impossible(key.getValue()).stream()
        .map(number -> refused(key.getKey(), number)));
  }

  @TestFactory
  Stream<DynamicTest> filesThatAreNotThereAreRefused() {
    return ConfigMappings.getProperties(ConfigClass.configClass(mapping)).entrySet().stream()
        .filter(key -> key.getValue().getMethod().isAnnotationPresent(Readable.class))
        .map(key -> refused(key.getKey(), "/none/file"));
  }

  private static List<String> impossible(Type type) {
    if (type == int.class || type == Integer.class || type == OptionalInt.class) {
      return List.of("-1", "0.5", "99999999999");
    } else if (type == long.class || type == Long.class) {
      return List.of("0.5", "99999999999999999999");
    } else if (type == double.class || type == Double.class) {
      return List.of("-1", "NaN", "95");
    } else if (type == Duration.class) {
      return List.of("-1s", "PT-1S", "1 fortnight");
    } else if (type == MemorySize.class) {
      return List.of("-1", "0", "1.5G");
    }
    return List.of();
  }

  private DynamicTest refused(String key, String value) {
    return DynamicTest.dynamicTest(key + "=" + value, () -> {
      Throwable failure = bind(Map.of(key, value));
      assertThat(failure).as("%s=%s", key, value).isNotNull();
      assertThat(StartFailure.sentence(failure)).contains(key).endsWith(".").doesNotContain("SRCFG", "\n");
    });
  }

  /** Type by key. */
  private Map<String, Type> keys() {
    Map<String, Type> keys = new TreeMap<>();
    ConfigMappings.getProperties(ConfigClass.configClass(mapping)).forEach((key, property) ->
        keys.put(key, type(property)));
    assertThat(keys).isNotEmpty();
    return keys;
  }

  private static Type type(Property property) {
    Type type = property.getMethod().getGenericReturnType();
    while (type instanceof ParameterizedType parameterized) {
      type = parameterized.getActualTypeArguments()[0];
    }
    return type;
  }

  /** What goes wrong when the service's own properties are read with these values; null if nothing does. */
  private Throwable bind(Map<String, String> values) {
    return catchThrowable(() -> Configuration.check(new SmallRyeConfigBuilder().addDiscoveredConverters()
        .addDefaultInterceptors().withSources(properties()).withSources(new PropertiesConfigSource(values, "test", 500))
        .withValidator(new BeanValidationConfigValidator() {
          @Override
          public Validator getValidator() {
            return VALIDATORS.getValidator();
          }
        }).withMapping(mapping).build(), mapping));
  }

  private PropertiesConfigSource properties() throws IOException {
    return new PropertiesConfigSource(mapping.getResource("/application.properties"));
  }
}
