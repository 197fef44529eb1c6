package org.improvedgan.humaneval.testing;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.improvedgan.kafka.local.LocalKafkaResource;

/** The whole service with a real database, a real broker and a fake sampler. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(FakeSamplerResource.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface HumanEvalTest {
}
