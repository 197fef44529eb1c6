package org.improvedgan.service;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The least amount of memory that a configuration value may name, such as {@code 1M}. */
@Constraint(validatedBy = AtLeast.Validator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface AtLeast {

  String value();

  String message() default "must be at least {value}";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Compares bytes. */
  final class Validator implements ConstraintValidator<AtLeast, MemorySize> {

    private long least;

    @Override
    public void initialize(AtLeast constraint) {
      least = new MemorySizeConverter().convert(constraint.value()).asLongValue();
    }

    @Override
    public boolean isValid(MemorySize size, ConstraintValidatorContext context) {
      return size == null || size.asLongValue() >= least;
    }
  }
}
