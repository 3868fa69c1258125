package dev.millrace.standalone.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the page's modules compute, without services: run in the browser that will run them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class PageFunctionsTest {
    private Chromium browser;
    private Screen screen;
    private HttpServer files;

    @BeforeAll
    void start() throws IOException {
        browser = Chromium.open();
        files = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.createContext("/", PageFunctionsTest::answer);
        files.start();
        screen = browser.wide(ColorScheme.LIGHT);
        screen.page().navigate("http://127.0.0.1:" + files.getAddress().getPort() + "/favicon.svg");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange;
                InputStream file = PageFunctionsTest.class.getResourceAsStream("/page" + path)) {
            exchange.getResponseHeaders()
                    .set("Content-Type", path.endsWith(".js") ? "text/javascript" : "image/svg+xml");
            byte[] bytes = file == null ? new byte[0] : file.readAllBytes();
            exchange.sendResponseHeaders(file == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @AfterAll
    void end() {
        if (files != null) {
            files.stop(0);
        }
        if (browser != null) {
            browser.close();
        }
    }

    /// What `expression` gives, as JSON; `m` is the module.
    private String eval(String module, String expression, Object argument) {
        return (String) screen.page()
                .evaluate(
                        "async (argument) => { const m = await import('/js/" + module + "');"
                                + " return JSON.stringify((" + expression + ")) ?? 'undefined'; }",
                        argument);
    }

    private String eval(String module, String expression) {
        return eval(module, expression, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"digits.yaml", "mnist-cnn.yaml", "mnist.json"})
    void shouldReadWhatItWroteOfEveryExample(String name) throws IOException {
        String text = Files.readString(Path.of("..", "..", "deploy", "examples", name));
        String read = eval("submit/yaml-read.js", "m.read(argument)", text);
        String written = eval("submit/yaml-write.js", "m.write(JSON.parse(argument))", read);
        assertThat(eval("submit/yaml-read.js", "m.read(JSON.parse(argument))", written))
                .isEqualTo(read);
    }

    @Test
    void shouldReadYamlAsItIsWrittenByHand() {
        assertThat(eval("submit/yaml-read.js", "m.read(argument)", """
                        # a comment
                        a: 'it''s' # another
                        b: {c: [1, -2.5e-3, "x: y"], d: {}}
                        e:
                        - f: true
                          g: null
                        - http://h
                        """)).isEqualTo("""
                        {"a":"it's","b":{"c":[1,-0.0025,"x: y"],"d":{}},"e":[{"f":true,"g":null},"http://h"]}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: |\n  text", "a: &x 1", "a: [1", "a:\n  b: 1\n c: 2", "a: 'b"})
    void shouldNotPretendToReadOtherYaml(String text) {
        assertThat(eval(
                        "submit/yaml-read.js",
                        "(() => { try { m.read(argument); return 'read'; } catch (e) { return 'refused'; } })()",
                        text))
                .isEqualTo("\"refused\"");
    }

    @Test
    void shouldFoldNewPointsIntoTheLastBinAndPassOverThoseItKnows() {
        String curve = "const c = m.curve({bin: 4, exact: false, total: 5, up_to: 4,"
                + " columns: {x: [0, 4], last: [3, 2], min: [1, 2], max: [5, 2]}});";
        assertThat(eval(
                        "run/series.js",
                        "(() => { " + curve
                                + " const told = [m.fold(c, 4, 9), m.fold(c, 5, 0.5), m.fold(c, 6, 7), m.fold(c, 8, 1)];"
                                + " return [told, c.x, c.min, c.max, c.last, c.total]; })()"))
                .isEqualTo("[[false,true,true,true],[0,4,8],[1,0.5,1],[5,7,1],[3,7,1],8]");
    }

    @Test
    void shouldKeepAValueThatIsNotANumberAsAGap() {
        assertThat(eval(
                        "run/series.js",
                        "(() => { const c = m.curve({exact: true, columns: {x: [1], last: [null]}});"
                                + " m.fold(c, 2, null); m.fold(c, 3, 'NaN'); m.fold(c, 4, 1); return c.last; })()"))
                .isEqualTo("[null,null,null,1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "score(0.98765)|0.9877",
                "score(0.00012345)|1.23e-4",
                "score(null)|–",
                "score(NaN)|–",
                "duration(3725)|1 h 2 min",
                "duration(44.2)|44 s",
                "duration(Infinity)|–",
                "bytes(7700000)|7.70 MB",
                "rate(118.5)|119",
                "percent(0.985, 1)|98.5 %",
                "plural(1, 'run')|1 run",
            })
    void shouldSayNumbersAsPeopleDo(String call, String said) {
        assertThat(eval("core/format.js", "m." + call)).isEqualTo("\"" + said + "\"");
    }

    @Test
    void shouldKeepTheViewInTheHash() {
        assertThat(eval("core/hash.js", "m.format(m.parse('#/run/a%2Fb/classes?x=epoch&log=1'))"))
                .isEqualTo("\"#/run/a%2Fb/classes?x=epoch&log=1\"");
        assertThat(eval("core/hash.js", "m.parse('#/run/%E0%A4%A').id")).isEqualTo("\"%E0%A4%A\"");
        assertThat(eval("core/hash.js", "m.parse('').view")).isEqualTo("\"runs\"");
    }

    @Test
    void shouldFindTheFieldOfAServersMessage() {
        String names = "['name', 'dataset', 'fit.epochs', 'model', 'model.layers[1]', 'model.layers[10]']";
        assertThat(eval("submit/form-model.js", "m.fieldFor('model.layers[1].units', " + names + ")"))
                .isEqualTo("\"model.layers[1]\"");
        assertThat(eval("submit/form-model.js", "m.fieldFor('model.layers[3].units', " + names + ")"))
                .isEqualTo("\"model\"");
        assertThat(eval("submit/form-model.js", "m.fieldFor('fit', " + names + ")"))
                .isEqualTo("\"fit.epochs\"");
        assertThat(eval("submit/form-model.js", "m.fieldFor('other', " + names + ")"))
                .isEqualTo("\"\"");
    }

    @Test
    void shouldShowARowAsItWasBeforeItWasPrepared() {
        String columns = "[{name: 'area', type: 'number', mean: 100, deviation: 40},"
                + " {name: 'street', values: ['Elm', 'Mill'], one_hot: true, missing: 'value'}]";
        assertThat(eval("run/input.js", "m.rawRow([0.5, 0, 1, 0], " + columns + ")"))
                .isEqualTo("[[\"area\",120],[\"street\",\"Mill\"]]");
        assertThat(eval("run/input.js", "m.rawRow([0, 0, 0, 1], " + columns + ")[1][1]"))
                .isEqualTo("\"(missing)\"");
    }

    @Test
    void shouldSayHowADeviceIs() {
        String card = "name: 'A card', memory_bytes: 8e9, memory_used_bytes: 2e9";
        assertThat(eval("run/pipeline-picture.js", "m.used({" + card + ", utilisation: 0.5})"))
                .isEqualTo("\"A card: 2.00 GB of 8.00 GB, 50 % busy\"");
        assertThat(eval("run/pipeline-picture.js", "m.used({" + card + "})"))
                .isEqualTo("\"A card: 2.00 GB of 8.00 GB\"");
    }

    @Test
    void shouldNotDrawInputsThatAreTornOrUnknown() {
        assertThat(eval("run/input.js", "m.values({dtype: 'U8', shape: [2], data: btoa('ab')})"))
                .isEqualTo("{\"0\":97,\"1\":98}");
        assertThat(eval("run/input.js", "m.values({dtype: 'U8', shape: [3], data: btoa('ab')})"))
                .isEqualTo("null");
        assertThat(eval("run/input.js", "m.values({dtype: 'F64', shape: [2], data: 'AAA='})"))
                .isEqualTo("null");
        assertThat(eval("run/input.js", "m.values({dtype: 'U8', shape: [2], data: '<&>'})"))
                .isEqualTo("null");
    }

    @Test
    void shouldShowOnlyWhatDiffers() {
        String run = "(rate) => ({run: {phase: 'completed', liveness: 'over', last: {}}, request: {dataset: 'digits',"
                + " compile: {optimizer: {class_name: 'Adam', config: {learning_rate: rate, beta_1: 0.9}}}}})";
        assertThat(eval(
                        "compare/diff.js",
                        "m.rowsOf([0.1, 0.2].map(" + run
                                + ")).filter((row) => !row.same).map((row) => [row.name, row.texts])"))
                .isEqualTo("[[\"learning rate\",[\"0.1\",\"0.2\"]]]");
    }

    @Test
    void shouldColourMistakesByTheirShareOfTheClass() {
        String report = "{classes: ['a', 'b'], confusion: [{actual: 0, predicted: 0, count: 9},"
                + " {actual: 0, predicted: 1, count: 1}, {actual: 1, predicted: 1, count: 4}, {actual: 7, predicted: 0, count: 1}]}";
        assertThat(eval(
                        "run/matrix.js",
                        "(() => { const s = m.strengths(m.dense(" + report
                                + ")); return [s(0, 0), s(0, 1), s(1, 0)]; })()"))
                .isEqualTo("[0.9,0.6,0]");
    }
}
