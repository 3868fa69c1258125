package dev.millrace.loader;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the service against services/README.md, "The rooms".
@AnalyzeClasses(packages = "dev.millrace.loader", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule shouldKeepItsDomainFreeOfKafkaAndMicronaut = classes()
            .that()
            .resideInAPackage("dev.millrace.loader")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.loader",
                    "dev.millrace.datasets..",
                    "dev.millrace.keras..",
                    "dev.millrace.nn..",
                    "dev.millrace.runs",
                    "dev.millrace.wire..",
                    "com.fasterxml.jackson.databind..",
                    "java..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule shouldKeepMicronautInItsApplication = noClasses()
            .that()
            .resideInAPackage("dev.millrace.loader.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.micronaut..", "dev.millrace.loader.app");
}
