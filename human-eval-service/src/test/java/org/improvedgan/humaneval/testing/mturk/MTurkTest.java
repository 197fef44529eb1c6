package org.improvedgan.humaneval.testing.mturk;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.improvedgan.humaneval.testing.FakeSamplerResource;
import org.improvedgan.humaneval.testing.PostgresResource;
import org.improvedgan.kafka.local.LocalKafkaResource;

/** As {@link org.improvedgan.humaneval.testing.HumanEvalTest}, with a fake of Mechanical Turk and a token. */
@QuarkusTest
@WithTestResource(PostgresResource.class)
@WithTestResource(LocalKafkaResource.class)
@WithTestResource(FakeSamplerResource.class)
@WithTestResource(FakeMTurkResource.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface MTurkTest {
}
