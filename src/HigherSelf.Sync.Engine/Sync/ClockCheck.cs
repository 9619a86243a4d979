using System.Globalization;
using HigherSelf.Sync.Engine.Reporting;

namespace HigherSelf.Sync.Engine.Sync;

/// <summary>
/// Checks the clock of a service against this machine's. Conflicts are decided by the clocks of Notion and of Supabase, by the minute; one that is off decides
/// them wrongly, and this machine is the one that can be set.
/// </summary>
internal static class ClockCheck
{
    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(1);

    public static HSCheck Of(string service, DateTimeOffset? theirs, TimeProvider time)
    {
        var check = new HSCheck { Service = service, Name = "Clock", Passed = true, Detail = "the service does not tell its time" };
        if (theirs is not { } now)
        {
            return check;
        }

        // A header has no fractions of a second.
        var skew = time.GetUtcNow() - now;
        var seconds = Math.Round(Math.Abs(skew.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return skew.Duration() <= Allowed
            ? check with { Detail = $"differs from this machine's by {seconds} s" }
            : check with
            {
                Passed = false,
                Detail = $"The clock of {service} and that of this machine differ by {seconds} s.",
                NextStep = "Have this machine's clock set by a time server; if it is right, look at the other service with its own check.",
            };
    }
}
