package dev.millrace.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// Runs a test with many random seeds: `@Seeds void shouldHoldForAny(long seed)`.
///
/// The seeds are new ones every time. A failure prints its seed, and `-Dmillrace.seed=<seed>` runs that one alone.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "seed {0}")
@ArgumentsSource(SeedSource.class)
@ExtendWith(SeedReport.class)
public @interface Seeds {
    /// The number of seeds.
    int value() default 20;
}
