package dev.millrace.testkit;

import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// The seeds of a [Seeds] test: random ones, or the one to replay.
final class SeedSource implements ArgumentsProvider, AnnotationConsumer<Seeds> {
    static final String PROPERTY = "millrace.seed";

    private int count;

    @Override
    public void accept(Seeds seeds) {
        count = seeds.value();
    }

    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        var replayed = Long.getLong(PROPERTY);
        if (replayed != null) {
            return Stream.of(Arguments.of(replayed));
        }
        return RandomGenerator.getDefault().longs(count).mapToObj(Arguments::of);
    }
}
