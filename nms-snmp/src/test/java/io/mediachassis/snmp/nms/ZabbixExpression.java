package io.mediachassis.snmp.nms;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Works a Zabbix trigger expression out, of the parts that our template uses. There is one value of each item, which is
 * thus the last, the least and the greatest; it has not changed.
 */
final class ZabbixExpression {
    private static final Pattern CALL = Pattern.compile("\\b(last|min|max|change)\\(/([^/]+)/"
            + "([^\\[\\],()]+(?:\\[[^\\]]*\\])?)(?:,(?:#\\d+|\\d+[smhd]|\\{\\$[\\w.]+\\}))?\\)");
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\\d+(?:\\.\\d+)?[smhd]?|and|or|<>|<=|>=|[-+*/=<>()])");
    private static final Map<Character, Integer> SECONDS = Map.of('s', 1, 'm', 60, 'h', 3600, 'd', 86_400);

    private final List<String> tokens = new ArrayList<>();
    private int at;

    private ZabbixExpression(String text) {
        Matcher m = TOKEN.matcher(text);
        int end = 0;
        while (m.find() && m.start() == end) {
            tokens.add(m.group(1));
            end = m.end();
        }
        if (end != text.length()) {
            throw new IllegalArgumentException("'" + text + "' is not read from character " + end);
        }
    }

    /** The keys of the items that an expression asks for; each must be of this template. */
    static List<String> keys(String template, String expression) {
        List<String> keys = new ArrayList<>();
        Matcher m = CALL.matcher(expression);
        while (m.find()) {
            if (!m.group(2).equals(template)) {
                throw new IllegalArgumentException(m.group() + " is of another template");
            }
            keys.add(m.group(3));
        }
        return keys;
    }

    /** Whether the problem is there; not while an item that it asks for has no value. */
    static boolean holds(String expression, Function<String, OptionalDouble> values) {
        StringBuilder numbers = new StringBuilder();
        Matcher m = CALL.matcher(expression);
        while (m.find()) {
            OptionalDouble value = values.apply(m.group(3));
            if (value.isEmpty()) {
                return false;
            }
            double number = m.group(1).equals("change") ? 0 : value.getAsDouble();
            m.appendReplacement(numbers, new BigDecimal(number).toPlainString());
        }
        m.appendTail(numbers);
        ZabbixExpression parser = new ZabbixExpression(numbers.toString());
        double result = parser.or();
        if (parser.at < parser.tokens.size()) {
            throw new IllegalArgumentException(numbers + ": nothing may follow at " + parser.tokens.get(parser.at));
        }
        return result != 0;
    }

    private boolean skip(String token) {
        boolean is = at < tokens.size() && tokens.get(at).equals(token);
        at += is ? 1 : 0;
        return is;
    }

    private double or() {
        double left = and();
        while (skip("or")) {
            left = (and() != 0 || left != 0) ? 1 : 0;
        }
        return left;
    }

    private double and() {
        double left = comparison();
        while (skip("and")) {
            left = (comparison() != 0 && left != 0) ? 1 : 0;
        }
        return left;
    }

    private double comparison() {
        double left = sum();
        if (at == tokens.size() || !List.of("=", "<>", "<", ">", "<=", ">=").contains(tokens.get(at))) {
            return left;
        }
        String operator = tokens.get(at++);
        int order = Double.compare(left, sum());
        return switch (operator) {
            case "=" -> order == 0;
            case "<>" -> order != 0;
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        } ? 1 : 0;
    }

    private double sum() {
        double left = product();
        while (true) {
            if (skip("+")) {
                left += product();
            } else if (skip("-")) {
                left -= product();
            } else {
                return left;
            }
        }
    }

    private double product() {
        double left = operand();
        while (true) {
            if (skip("*")) {
                left *= operand();
            } else if (skip("/")) {
                left /= operand();
            } else {
                return left;
            }
        }
    }

    private double operand() {
        if (skip("(")) {
            double inner = or();
            if (!skip(")")) {
                throw new IllegalArgumentException(") is missing in " + tokens);
            }
            return inner;
        }
        if (at == tokens.size()) {
            throw new IllegalArgumentException("the end of " + tokens + " is missing");
        }
        String token = tokens.get(at++);
        Integer unit = SECONDS.get(token.charAt(token.length() - 1));
        return unit == null ? Double.parseDouble(token)
                : unit * Double.parseDouble(token.substring(0, token.length() - 1));
    }
}
