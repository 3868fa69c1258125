package dev.millrace.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the gateway against services/README.md, "The rooms".
@AnalyzeClasses(packages = "dev.millrace.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule shouldKeepWhatItKnowsFreeOfKafkaAndMicronaut = classes()
            .that()
            .resideInAnyPackage("dev.millrace.gateway.store", "dev.millrace.gateway.series")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.gateway.store",
                    "dev.millrace.gateway.series",
                    "dev.millrace.runs",
                    "dev.millrace.keras..",
                    "dev.millrace.nn..",
                    "dev.millrace.wire..",
                    "com.fasterxml.jackson..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule shouldKeepMicronautOutOfItsReader = noClasses()
            .that()
            .resideInAPackage("dev.millrace.gateway.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "dev.millrace.gateway.api", "dev.millrace.gateway.app");
}
