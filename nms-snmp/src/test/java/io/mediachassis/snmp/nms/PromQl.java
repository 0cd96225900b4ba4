package io.mediachassis.snmp.nms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a PromQL expression, of the parts that our rules and dashboard use, and works it out over one scrape. A metric,
 * a label or a state that the exporter's module does not have is an error. Since there is one scrape only, nothing has
 * changed and every rate is 0.
 */
final class PromQl {
    private static final Pattern TOKEN = Pattern.compile("\\s*(\"[^\"]*\"|\\d+(?:\\.\\d+)?(?![\\w.])|\\d+[smhd]|"
            + "\\$?[A-Za-z_:][\\w:]*|==|!=|=~|>=|<=|[-+*/=<>(){}\\[\\],])");
    private static final Set<String> OVER_TIME = Set.of("rate", "increase", "changes");
    private static final Map<String, Function<List<Double>, Double>> AGGREGATIONS = Map.of(
            "sum", v -> v.stream().mapToDouble(Double::doubleValue).sum(),
            "max", v -> v.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
            "count", v -> (double) v.size());
    private static final Map<String, DoubleBinaryOperator> ARITHMETIC = Map.of(
            "*", (a, b) -> a * b, "/", (a, b) -> a / b, "+", Double::sum, "-", (a, b) -> a - b);
    private static final Map<String, DoubleBinaryOperator> COMPARISONS = Map.of(
            "==", (a, b) -> a == b ? 1 : 0, "!=", (a, b) -> a != b ? 1 : 0, ">", (a, b) -> a > b ? 1 : 0,
            "<", (a, b) -> a < b ? 1 : 0, ">=", (a, b) -> a >= b ? 1 : 0, "<=", (a, b) -> a <= b ? 1 : 0);

    private final ExporterModule module;
    private final List<Sample> scrape;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private PromQl(ExporterModule module, List<Sample> scrape, String expression) {
        this.module = module;
        this.scrape = scrape;
        Matcher m = TOKEN.matcher(expression.strip());
        int end = 0;
        while (m.find() && m.start() == end) {
            tokens.add(m.group(1));
            end = m.end();
        }
        if (end != expression.strip().length()) {
            throw new IllegalArgumentException("'" + expression + "' is not read from character " + end);
        }
    }

    /** A vector; a number stands alone in it, without a label and named {@code #}. */
    private record Vector(List<Sample> samples) {
        boolean scalar() {
            return samples.size() == 1 && samples.get(0).name().equals("#");
        }
    }

    /** What the expression yields over a scrape. */
    static List<Sample> eval(ExporterModule module, List<Sample> scrape, String expression) {
        PromQl parser = new PromQl(module, scrape, expression);
        try {
            Vector result = parser.sets();
            if (parser.at < parser.tokens.size()) {
                throw new IllegalArgumentException("nothing may follow at '" + parser.tokens.get(parser.at) + "'");
            }
            return result.samples();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expression + ": " + e.getMessage(), e);
        }
    }

    private boolean is(String token) {
        return at < tokens.size() && tokens.get(at).equals(token);
    }

    private boolean skip(String token) {
        if (is(token)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String token) {
        if (!skip(token)) {
            throw new IllegalArgumentException(token + " is missing before " + tokens.subList(at, tokens.size()));
        }
    }

    private String next() {
        if (at == tokens.size()) {
            throw new IllegalArgumentException("the end is missing");
        }
        return tokens.get(at++);
    }

    private Vector sets() {
        Vector left = comparison();
        while (skip("and")) {
            List<String> on = skip("on") ? labelList() : null;
            Vector right = comparison();
            left = new Vector(left.samples().stream().filter(l -> right.samples().stream()
                    .anyMatch(r -> key(l, on).equals(key(r, on)))).toList());
        }
        return left;
    }

    private static SortedMap<String, String> key(Sample s, List<String> on) {
        return on == null ? s.labels() : s.only(on);
    }

    private Vector comparison() {
        Vector left = sum();
        while (at < tokens.size() && COMPARISONS.containsKey(tokens.get(at))) {
            DoubleBinaryOperator holds = COMPARISONS.get(next());
            Vector l = left;
            Vector r = sum();
            left = new Vector(l.samples().stream()
                    .filter(s -> partner(s, r) != null && holds.applyAsDouble(s.value(), partner(s, r).value()) == 1)
                    .toList());
        }
        return left;
    }

    private static Sample partner(Sample s, Vector right) {
        return right.scalar() ? right.samples().get(0)
                : right.samples().stream().filter(r -> r.labels().equals(s.labels())).findFirst().orElse(null);
    }

    private Vector sum() {
        Vector left = product();
        while (is("+") || is("-")) {
            left = combine(left, ARITHMETIC.get(next()), product());
        }
        return left;
    }

    private Vector product() {
        Vector left = operand();
        while (is("*") || is("/")) {
            left = combine(left, ARITHMETIC.get(next()), operand());
        }
        return left;
    }

    private static Vector combine(Vector left, DoubleBinaryOperator operator, Vector right) {
        if (left.scalar() && !right.scalar()) {
            return new Vector(right.samples().stream()
                    .map(r -> r.with(operator.applyAsDouble(left.samples().get(0).value(), r.value()))).toList());
        }
        return new Vector(left.samples().stream().filter(s -> partner(s, right) != null)
                .map(s -> s.with(operator.applyAsDouble(s.value(), partner(s, right).value()))).toList());
    }

    private Vector operand() {
        String token = next();
        if (token.equals("(")) {
            Vector inner = sets();
            expect(")");
            return inner;
        }
        if (Character.isDigit(token.charAt(0))) {
            return new Vector(List.of(new Sample("#", new TreeMap<>(), Double.parseDouble(token))));
        }
        if (OVER_TIME.contains(token)) {
            expect("(");
            Vector inner = selector(next(), true);
            expect(")");
            return new Vector(inner.samples().stream().map(s -> s.with(0)).toList());
        }
        return AGGREGATIONS.containsKey(token) ? aggregation(AGGREGATIONS.get(token)) : selector(token, false);
    }

    private Vector aggregation(Function<List<Double>, Double> of) {
        List<String> by = skip("by") ? labelList() : List.of();
        expect("(");
        Vector inner = sets();
        expect(")");
        Map<String, List<Double>> values = new TreeMap<>();
        Map<String, Sample> first = new TreeMap<>();
        for (Sample s : inner.samples()) {
            values.computeIfAbsent(s.only(by).toString(), k -> new ArrayList<>()).add(s.value());
            first.putIfAbsent(s.only(by).toString(), s);
        }
        List<Sample> groups = new ArrayList<>();
        values.forEach((k, v) -> groups.add(new Sample("", first.get(k).only(by), of.apply(v))));
        return new Vector(groups);
    }

    private List<String> labelList() {
        expect("(");
        List<String> labels = new ArrayList<>();
        while (!skip(")")) {
            labels.add(next());
            skip(",");
        }
        for (String label : labels) {
            if (!label.equals("instance") && module.labels().values().stream().noneMatch(l -> l.contains(label))) {
                throw new IllegalArgumentException("no metric has a label " + label);
            }
        }
        return labels;
    }

    private Vector selector(String name, boolean range) {
        Set<String> labels = name.equals("up") ? Set.of("job") : module.labels().get(name);
        if (labels == null) {
            throw new IllegalArgumentException("no metric " + name);
        }
        List<Sample> found = new ArrayList<>(scrape.stream().filter(s -> s.name().equals(name)).toList());
        if (skip("{")) {
            while (!skip("}")) {
                matcher(name, labels, found);
                skip(",");
            }
        }
        if (range) {
            expect("[");
            next();
            expect("]");
        }
        return new Vector(found);
    }

    private void matcher(String name, Set<String> labels, List<Sample> found) {
        String label = next();
        String operator = next();
        String value = next().replaceAll("^\"|\"$", "");
        if (label.equals("instance")) {
            return;
        }
        if (!labels.contains(label)) {
            throw new IllegalArgumentException(name + " has no label " + label);
        }
        if (label.equals(name) && !module.states(name).containsAll(Arrays.asList(value.split("\\|", -1)))) {
            throw new IllegalArgumentException(name + " has no state " + value);
        }
        found.removeIf(s -> switch (operator) {
            case "=" -> !s.label(label).equals(value);
            case "!=" -> s.label(label).equals(value);
            case "=~" -> !s.label(label).matches(value);
            default -> throw new IllegalArgumentException("operator " + operator);
        });
    }
}
