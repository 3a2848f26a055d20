/*
 * stats.h - the few figures of statistics that a report needs.  Pure.
 */
#ifndef BASE_STATS_H
#define BASE_STATS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The p-quantile of values[0, n), sorted in place: the smallest value that at
 * least the share p of all does not exceed (the inverse of the empirical
 * distribution function, type 1 of Hyndman and Fan, The American Statistician
 * 50:4, 1996).  0 where n is 0.
 */
double stats_quantile(double *values, size_t n, double p);

/* Fewer values than these and the normal approximation is not to be trusted. */
#define STATS_TREND_LEAST 8

struct stats_trend {
	double s;     /* rises less falls over all pairs */
	double z;     /* s in its standard deviations, for continuity by 1 */
	double p;     /* of a trend so strong where there is none, both sides */
	double slope; /* a step, the median of all pairs' (Theil and Sen) */
};

/*
 * The Mann-Kendall test for a monotonic trend (Mann, Econometrica 13, 1945;
 * Kendall, Rank Correlation Methods, 1975), its variance corrected for ties,
 * and the slope of Theil (1950) and Sen (Journal of the American Statistical
 * Association 63, 1968).  It assumes no distribution, and one value out of line
 * moves it little.  values are in the order of time, at most STATS_TREND_MOST
 * of them.  False where they are too few or too many, or memory is out.
 */
#define STATS_TREND_MOST 1000
bool stats_trend(const double *values, size_t n, struct stats_trend *trend_r);

#endif
