package dev.millrace.keras;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the room against its line in services/README.md, "Who may use whom".
@AnalyzeClasses(packages = "dev.millrace.keras", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule shouldUseTheVocabularyAndFormatsAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.keras..",
                    "dev.millrace.nn..",
                    "dev.millrace.wire..",
                    "com.fasterxml.jackson..",
                    "io.jhdf..",
                    "java..",
                    "org.jspecify..");
}
