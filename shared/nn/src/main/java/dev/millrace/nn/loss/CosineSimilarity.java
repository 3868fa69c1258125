package dev.millrace.nn.loss;

import dev.millrace.nn.Config;
import dev.millrace.nn.Kind;
import dev.millrace.nn.Loss;

/// `-sum(y / |y| * p / |p|)` over the last axis: -1 where they point the same way, 1 where they point opposite ways;
/// a length below 1e-7 counts as that.
public record CosineSimilarity() implements Loss {
    static final Kind<Loss> KIND = Kinship.of(CosineSimilarity.class, "", CosineSimilarity::read);

    private static CosineSimilarity read(Config config) {
        config.only("axis", -1);
        return new CosineSimilarity();
    }

    @Override
    public boolean measuresDistances() {
        return true;
    }
}
