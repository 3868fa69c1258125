package dev.millrace.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the room against its line in services/README.md, "Who may use whom".
@AnalyzeClasses(packages = "dev.millrace.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomTest {
    @ArchTest
    static final ArchRule shouldUseTheVocabularyAndNativeCodeAlone = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.millrace.engine..",
                    "dev.millrace.nn..",
                    "org.nd4j..",
                    "org.bytedeco..",
                    "java..",
                    "jdk..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule shouldHaveNoPackagesThatNeedEachOther =
            slices().matching("dev.millrace.engine.(*)..").should().beFreeOfCycles();
}
