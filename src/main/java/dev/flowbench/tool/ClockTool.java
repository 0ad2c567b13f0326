package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Tells the time on the run's own clock, so that a run in virtual time sees virtual time. */
final class ClockTool implements Tool {
    private static final Definition DEFINITION = Json.definition("clock", EffectClass.READ, true).ownWords();

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        ZoneId zone = zone(Json.text(arguments, "zone", "UTC"));
        Instant now = instant(call).truncatedTo(ChronoUnit.SECONDS);
        ZonedDateTime there = now.atZone(zone);
        return Json.object()
                .put("utc", now.toString())
                .put("local", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there))
                .put("zone", zone.getId())
                .put("date", there.toLocalDate().toString())
                .put("time", DateTimeFormatter.ISO_LOCAL_TIME.format(there))
                .put("weekday", there.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH))
                .set("epochSeconds", Json.number(now.getEpochSecond()));
    }

    /** The run's time, to the microsecond. */
    static Instant instant(Call call) {
        return Instant.EPOCH.plus(call.epochMicros(), ChronoUnit.MICROS);
    }

    private static ZoneId zone(String name) throws ToolException {
        try {
            return ZoneId.of(name.strip());
        } catch (DateTimeException e) {
            throw ToolTexts.fault(e, ErrorCode.BAD_ARGUMENTS, "clock.zone", ToolTexts.shown(name));
        }
    }
}
