package io.mediachassis.sim.command;

import io.mediachassis.sim.source.SourceFigures;
import io.mediachassis.sim.source.SourceSimulation;
import io.mediachassis.sim.source.SourceTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares how stations choose from where they copy. */
@Command(
        name = "sources",
        mixinStandardHelpOptions = true,
        description = {
            "Simulates many stations that copy programs from one another, and compares the choice by cost with others.",
            "Progress goes to standard error, the table to standard output. The default takes two or three minutes."
        })
final class SourcesCommand implements Callable<Integer> {
    @Option(names = "--stations", defaultValue = "1000", description = "How many stations (${DEFAULT-VALUE}).")
    private int stations;

    @Option(names = "--programs", defaultValue = "10000", description = "How many programs (${DEFAULT-VALUE}).")
    private int programs;

    @Option(names = "--requests", defaultValue = "300",
            description = "What the consoles of a station ask for in a day, on average (${DEFAULT-VALUE}).")
    private double requests;

    @Option(names = "--days", defaultValue = "0.5",
            description = "Simulated days that count, after as long to warm up, half a day at most (${DEFAULT-VALUE}).")
    private double days;

    @Option(names = "--seed", defaultValue = "7", description = "Seed of everything random (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        SourceSimulation run;
        try {
            run = new SourceSimulation(stations, programs, requests, days, seed);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = line.getOut();
        PrintWriter err = line.getErr();
        List<SourceFigures> figures = run.run((policy, done) -> {
            err.printf("\r%-14s %3.0f %%", policy, done * 100);
            err.flush();
        });
        err.println();
        if (json) {
            out.println(SourceTable.json(run, figures).toPrettyString());
        } else {
            out.printf("%d stations, %d programs, %.1f days, seed %d: %s%n%n", stations, programs, days, seed,
                    SourceTable.sums(figures.get(0)));
            out.print(SourceTable.of(figures));
        }
        out.flush();
        return 0;
    }
}
