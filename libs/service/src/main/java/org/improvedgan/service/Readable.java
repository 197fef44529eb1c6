package org.improvedgan.service;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The configuration value, where it is set, names a file that is there and can be read. */
@Constraint(validatedBy = Readable.Validator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Readable {

  String message() default "must name a file that is there and can be read";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Looks when the configuration is read, before anything opens the file. */
  final class Validator implements ConstraintValidator<Readable, Optional<Path>> {

    @Override
    public boolean isValid(Optional<Path> file, ConstraintValidatorContext context) {
      return file == null || file.isEmpty() || Files.isRegularFile(file.get()) && Files.isReadable(file.get());
    }
  }
}
