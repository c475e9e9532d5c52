"""Double-blind review (双盲审核): two sealed judgements of every record, and adjudication."""
